/** Every command, in the order of the help. A new command is a file beside this one and a line here. */
import type { RegisterCommand } from '../program.ts';
import { adviseCommand } from './advise.ts';
import { authorityCommand } from './authority.ts';
import { certCommand } from './cert.ts';
import { checkCommand } from './check.ts';
import { collectScriptCommand } from './collect-script.ts';
import { completionCommand } from './completion.ts';
import { confCommand } from './conf.ts';
import { diffCommand } from './diff.ts';
import { expiryCommand } from './expiry.ts';
import { explainCommand } from './explain.ts';
import { explainCodeCommand } from './explain-code.ts';
import { explainLogCommand } from './explain-log.ts';
import { filterCommand } from './filter.ts';
import { graphCommand } from './graph.ts';
import { importCommand } from './import.ts';
import { initCommand } from './init.ts';
import { lspCommand } from './lsp.ts';
import { manCommand } from './man.ts';
import { mtuCommand } from './mtu.ts';
import { p12Command } from './p12.ts';
import { pskMasterCommand } from './psk-master.ts';
import { renderCommand } from './render.ts';
import { renewCommand } from './renew.ts';
import { rolloutCommand } from './rollout.ts';
import { schemaCommand } from './schema.ts';
import { statusCommand } from './status.ts';
import { verifyCommand } from './verify.ts';

export const commands: readonly RegisterCommand[] = [
  initCommand,
  importCommand,
  renderCommand,
  checkCommand,
  verifyCommand,
  diffCommand,
  explainCommand,
  rolloutCommand,
  statusCommand,
  renewCommand,
  graphCommand,
  collectScriptCommand,
  mtuCommand,
  adviseCommand,
  authorityCommand,
  certCommand,
  expiryCommand,
  confCommand,
  p12Command,
  pskMasterCommand,
  filterCommand,
  schemaCommand,
  explainCodeCommand,
  explainLogCommand,
  lspCommand,
  completionCommand,
  manCommand,
];
