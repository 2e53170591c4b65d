/** Names under which Kubernetes, OpenShift, Kubespray and their Ansible inventories know the hosts that run the API. */
const names =
  /^(masters?|control[-_]?plane|kube[-_](masters?|control[-_]?plane|apiserver)|controllers?|k3s[-_]servers?|rke2[-_]servers?)$/i;

/**
 * Whether a role is that of the control plane. Such hosts are listed first, and change first in a roll-out.
 *
 * @example isControlPlane('control-plane') // true
 * @example isControlPlane('worker') // false
 */
export function isControlPlane(role: string): boolean {
  return names.test(role);
}
