/**
 * The API report of every entry in package.json's `exports`: `docs/api-report/swanmesh[-ENTRY].api.md`. Writes them; with
 * `--check` it fails where one differs from what stands in the repository. An entry of the package needs no line here.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const check = process.argv.includes('--check');
const file = resolve('config/api-extractor.json');
const { exports: entries } = JSON.parse(readFileSync('package.json', 'utf8'));
let faulty = false;
for (const [entry, target] of Object.entries(entries)) {
  if (typeof target !== 'object') continue;
  const configObject = ExtractorConfig.loadFile(file);
  configObject.projectFolder = process.cwd();
  configObject.mainEntryPointFilePath = resolve(target.types);
  configObject.apiReport.reportFileName = `${`swanmesh${entry.slice(1)}`.replaceAll('/', '-')}.api.md`;
  const result = Extractor.invoke(
    ExtractorConfig.prepare({ configObject, configObjectFullPath: file, packageJsonFullPath: resolve('package.json') }),
    { localBuild: !check, showVerboseMessages: false },
  );
  faulty ||= !result.succeeded;
}
process.exitCode = faulty ? 1 : 0;
