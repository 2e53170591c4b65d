/** The part of `apply.sh` that is the same for all hosts, put together of its files. */
import { files } from './files.sh.ts';
import { filter } from './filter.sh.ts';
import { gate } from './gate.sh.ts';
import { main } from './main.sh.ts';
import { options } from './options.sh.ts';
import { plan } from './plan.sh.ts';
import { pluto } from './pluto.sh.ts';
import { services } from './services.sh.ts';
import { steps } from './steps.sh.ts';
import { transaction } from './transaction.sh.ts';

/** A POSIX shell script, read by the host's own `apply.sh`. */
export const applyBody: string = [options, services, pluto, filter, files, plan, transaction, gate, steps, main].join(
  '\n',
);
