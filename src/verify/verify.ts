/** Proves or refutes a mesh from what its hosts have, host by host, so that no more than one host's files are held at once. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { newFindingList } from '../diagnostics/findings.ts';
import type { HostEvidence } from '../hosts/evidence.ts';
import type { Rendering } from '../render/prepare.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { SignatureAnswers } from '../x509/check-signatures.ts';
import type { RevocationList } from '../x509/revocation/revocation-list.ts';
import { newAddedHosts } from './added-hosts.ts';
import { newClasses } from './as-planned/plan-classes.ts';
import { ownersOf, type PlanSource, provePlan } from './as-planned/prove-plan.ts';
import type { OptionalFact } from './asked.ts';
import { assemble } from './assemble.ts';
import { checkFolders } from './checks/folders.ts';
import { checkSharedFiles, type SharedFolder } from './checks/shared-files.ts';
import type { Host } from './host.ts';
import { judgePlan, judgeWhatIsThere } from './pairs/explicit-pairs.ts';
import { judgeGroups } from './pairs/group-pairs.ts';
import { judgeListsInStep } from './pairs/lists-in-step.ts';
import { judgeOthers } from './pairs/other-conns.ts';
import { judgeShown, shownCertificates, validityOf } from './pairs/shown-certificates.ts';
import type { Proof, Score } from './pairs/verification-state.ts';
import { reportOf } from './report.ts';
import type { Verification } from './verification.ts';

export interface VerifyOptions {
  /** The plan to verify against; without it the hosts are verified against each other. */
  readonly rendering?: Rendering;
  readonly now: Date;
  /** Days before the end of a certificate from which on that is a finding; 30 when omitted, 0 for never. */
  readonly expiryWarning?: number;
  /** Facts that must be there: where one was not gathered, the pairs of the host are `unknown`. */
  readonly require?: readonly OptionalFact[];
  /** Without a plan: `full` where every pair of hosts must have conns, else those that one of the two has are judged. */
  readonly expect?: 'full';
  /** The hosts of the manifest, where the tree is what `render` wrote: each of them has a folder, and nobody else. */
  readonly rendered?: readonly string[];
  /** What the hosts of such a tree share. */
  readonly shared?: SharedFolder;
  /**
   * Whether every conn of every host is read. If omitted, the conns of a host whose file has the very bytes that render writes are
   * those of the plan: they are read where something else asks for them. The answer is the same.
   */
  readonly readsAll?: boolean;
}

/** A verification that is under way. */
export interface MeshVerification {
  /**
   * Reads one host. Nothing of its files is kept.
   *
   * @param facts what is wrong with the facts of the host
   */
  readonly add: (evidence: HostEvidence, facts?: readonly Diagnostic[]) => void;
  /** Every certificate that was added, authorities included: what to ask a verifier about (`checkSignatures`). */
  readonly certificates: () => readonly Certificate[];
  /** Every revocation list that was added, to ask a verifier about too. */
  readonly lists: () => readonly RevocationList[];
  /** Judges what was added. Without signatures no pair with certificates is proven, and `x509/signature-not-checked` says so. */
  readonly finish: (signatures?: SignatureAnswers) => Verification;
}

/**
 * Begins a verification.
 *
 * Codes: `verify/…`, and those of `checkCertificate` for the certificates of the evidence.
 *
 * @example
 * const verification = startVerification({ rendering, now });
 * for (const host of hosts) verification.add(host);
 * const verifier = webCryptoVerifier(crypto.subtle);
 * const signatures = await checkSignatures(verification.certificates(), verifier, verification.lists());
 * verification.finish(signatures).consistent // 'yes'
 */
export function startVerification({
  rendering,
  now,
  expiryWarning,
  require = [],
  expect,
  rendered,
  shared,
  readsAll = false,
}: VerifyOptions): MeshVerification {
  const findings = newFindingList('place');
  const added = newAddedHosts({ rendering, readsAll }, findings);
  const { certificates, lists } = added;
  return { add, certificates, lists, finish };

  function add(evidence: HostEvidence, facts: readonly Diagnostic[] = []): void {
    findings.addAll(facts);
    added.add(evidence);
  }

  function finish(signatures?: SignatureAnswers): Verification {
    const { answers, candidates } = added;
    const { hosts } = added.source;
    const judging = {
      now,
      ...(expiryWarning === undefined ? {} : { expiryWarning }),
      ...(signatures === undefined ? {} : { signatures }),
    };
    const lackingOf: Proof['lackingOf'] = ({ index }) => require.find((fact) => answers[index]?.left.includes(fact));
    const ready: PlanSource['assemble'] = (beside) =>
      assemble(added, { judging, findings, lackingOf, rendering }, beside);
    const { proof, proven } =
      rendering === undefined || candidates.length === 0
        ? { proof: ready(() => new Map()), proven: new Set<Host>() }
        : provePlan(candidates, {
            mesh: rendering.mesh,
            hosts,
            answers,
            lackingOf,
            classOf: newClasses(rendering),
            add: added.addConns,
            ownersOf: ownersOf(hosts),
            assemble: ready,
          });
    const score: Score = { expected: 0, found: 0, mirrored: 0, verdicts: [], hosts: [], judged: () => [], outside: [] };
    if (rendering?.mesh.mode === 'opportunistic') judgeGroups(proof, score, rendering.mesh);
    else if (rendering !== undefined) judgePlan(proof, score, rendering.mesh, proven);
    else judgeWhatIsThere(proof, score, expect === 'full');
    judgeOthers(proof, score, require.includes('files'));
    const shown = shownCertificates(hosts, proof.judge.shown());
    const planned = rendering?.mesh.crls?.lists;
    findings.addAll([
      ...checkFolders(hosts, { rendering, rendered }),
      ...(shared === undefined ? [] : checkSharedFiles(shared)),
      ...judgeShown(shown, judging),
      ...judgeListsInStep(hosts, shown, { ...judging, ...(planned === undefined ? {} : { planned }) }),
    ]);
    return reportOf(score, {
      hosts,
      answers,
      findings: findings.all('counted'),
      validity: shown.map(validityOf),
      nodes: rendering?.mesh.nodes.length ?? hosts.length,
      now,
      require,
    });
  }
}
