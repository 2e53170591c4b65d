import { readFileSync } from 'node:fs';
import { validate } from 'dockerfile-utils';
import { expect, test } from 'vitest';

const text = readFileSync('docs/examples/tools/Dockerfile', 'utf8');

test('a linter of Dockerfiles has nothing to say, and says what is wrong with others', () => {
  expect(validate(text)).toEqual([]);
  expect(validate(text.replace('WORKDIR /work', 'WORKDIR work')).length).toBeGreaterThan(0);
  expect(validate(text.replace('FROM debian', 'FORM debian')).length).toBeGreaterThan(0);
});

test('the image runs nothing of a package when it is installed, nothing as root, and no shell', () => {
  expect(text).toContain('npm install --omit=dev --ignore-scripts');
  expect(text).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
  expect(text).toMatch(/^ENTRYPOINT \["[^"]+"\]$/m);
});
