/*
 * Preloaded into pluto where the kernel has policies but no ESP: the kernel's refusal to take, change, show or delete a
 * Security Association becomes consent, so that pluto negotiates, routes and rekeys as on a host with ESP. Policies and
 * acquires are the kernel's own. No libc call is made, so one object serves the C libraries of all releases.
 */
#include <linux/netlink.h>
#include <linux/xfrm.h>
#include <sys/socket.h>
#include <sys/syscall.h>

extern int *__errno_location(void);

static long receive(long fd, void *buffer, long length, long flags, void *from, void *from_length) {
	long result;
	register long r10 __asm__("r10") = flags;
	register void *r8 __asm__("r8") = from;
	register void *r9 __asm__("r9") = from_length;
	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"((long)SYS_recvfrom), "D"(fd), "S"(buffer), "d"(length), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

ssize_t recvfrom(int fd, void *restrict buffer, size_t length, int flags, struct sockaddr *restrict from,
		 socklen_t *restrict from_length) {
	long got = receive(fd, buffer, (long)length, flags, from, from_length);
	struct nlmsghdr *header = buffer;
	struct nlmsgerr *answer = (struct nlmsgerr *)(header + 1);

	if (got < 0) {
		*__errno_location() = (int)-got;
		return -1;
	}
	if (from == 0 || from->sa_family != AF_NETLINK || (size_t)got < NLMSG_LENGTH(sizeof *answer))
		return got;
	/* What stood in for an association until it was there has had its time; the association itself is not in the kernel. */
	if (header->nlmsg_type == XFRM_MSG_EXPIRE)
		header->nlmsg_type = NLMSG_NOOP;
	if (header->nlmsg_type != NLMSG_ERROR || answer->error == 0)
		return got;
	switch (answer->msg.nlmsg_type) {
	case XFRM_MSG_NEWSA:
	case XFRM_MSG_UPDSA:
	case XFRM_MSG_DELSA:
		answer->error = 0;
		break;
	case XFRM_MSG_GETSA:
		/* An association over which nothing has passed. */
		if (length < NLMSG_LENGTH(sizeof(struct xfrm_usersa_info)))
			break;
		for (unsigned i = 0; i < sizeof(struct xfrm_usersa_info); i++)
			((volatile char *)(header + 1))[i] = 0;
		header->nlmsg_type = XFRM_MSG_NEWSA;
		header->nlmsg_len = NLMSG_LENGTH(sizeof(struct xfrm_usersa_info));
		return (ssize_t)header->nlmsg_len;
	}
	return got;
}
