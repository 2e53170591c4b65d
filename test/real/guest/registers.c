/*
 * Restores the registers of a process in a guest of user-mode Linux on processors with more of them than it knows.
 * Linux 6.1 as a user-mode kernel keeps 2,696 bytes of a process's registers and hands those back; the host takes the
 * whole area or none (EFAULT where AMX makes it larger), and every process of the guest ends. Preloaded into the guest's
 * kernel, this fills the rest up as "in their first state", which is true: nothing in the guest can ask for AMX.
 * Linux v6.1: arch/x86/um/os-Linux/registers.c, arch/x86/kernel/fpu/regset.c (xstateregs_set).
 */
#define _GNU_SOURCE
#include <cpuid.h>
#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { header = 512, leaf = 13 };

static char area[1 << 16];

/* The components that lie whole in the first bytes of the area; the legacy ones (x87, SSE) always do. */
static uint64_t components(size_t given) {
  uint64_t known = 3;
  for (unsigned part = 2; part < 63; part++) {
    unsigned size, offset, c, d;
    __cpuid_count(leaf, part, size, offset, c, d);
    if (size != 0 && offset + size <= given) known |= UINT64_C(1) << part;
  }
  return known;
}

static long set_registers(pid_t pid, const struct iovec *given) {
  /* Asked once: a virtual machine takes long to answer CPUID. */
  static size_t size, asked;
  static uint64_t known;
  if (asked != given->iov_len) {
    struct iovec whole = {area, sizeof area};
    if (syscall(SYS_ptrace, PTRACE_GETREGSET, pid, NT_X86_XSTATE, &whole) < 0) return -1;
    size = whole.iov_len;
    known = components(given->iov_len);
    asked = given->iov_len;
    memset(area, 0, size);
  }
  if (size <= given->iov_len || given->iov_len < header + sizeof(uint64_t))
    return syscall(SYS_ptrace, PTRACE_SETREGSET, pid, NT_X86_XSTATE, given);
  memcpy(area, given->iov_base, given->iov_len);
  uint64_t present;
  memcpy(&present, area + header, sizeof present);
  present &= known;
  memcpy(area + header, &present, sizeof present);
  struct iovec filled = {area, size};
  return syscall(SYS_ptrace, PTRACE_SETREGSET, pid, NT_X86_XSTATE, &filled);
}

long ptrace(enum __ptrace_request request, ...) {
  va_list arguments;
  va_start(arguments, request);
  pid_t pid = va_arg(arguments, pid_t);
  void *address = va_arg(arguments, void *);
  void *data = va_arg(arguments, void *);
  va_end(arguments);
  if (request == PTRACE_SETREGSET && (long)address == NT_X86_XSTATE) return set_registers(pid, data);
  /* The C library's way of giving a word that was read: it is the result. */
  if (request == PTRACE_PEEKTEXT || request == PTRACE_PEEKDATA || request == PTRACE_PEEKUSER) {
    long word;
    if (syscall(SYS_ptrace, request, pid, address, &word) < 0) return -1;
    errno = 0;
    return word;
  }
  return syscall(SYS_ptrace, request, pid, address, data);
}
