/** What every tool of the playground does with the page. Text goes in as text nodes alone. */
import { jsonCharacter } from '../../src/bytes/json-character.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { placeText } from '../../src/diagnostics/format.ts';
import { secretLooks } from '../../src/diagnostics/secret-looks.ts';
import { pictureText } from '../../src/graph/drawing/picture-text.ts';

type Child = Node | string;

/** Makes an element. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Child[]
): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.map((child) => (typeof child === 'string' ? pictureText(child) : child)));
  return made;
}

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** A field of the page, by its id. */
export function field(id: string): Field {
  const found = place(id);
  if (found instanceof HTMLInputElement || found instanceof HTMLSelectElement || found instanceof HTMLTextAreaElement)
    return found;
  throw new Error(`#${id} must be a field`);
}

/** An element of the page, by its id. */
export function place(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page must have #${id}`);
  return found;
}

/** Puts the result in its place. */
export function show(...children: readonly Child[]): void {
  place('result').replaceChildren(...children);
}

/** A picture that swanmesh printed. */
export function picture(svg: string): HTMLElement {
  const box = element('div', {
    class: 'scroll',
    'data-scrolls': '',
    tabindex: '0',
    role: 'region',
    'aria-label': 'Picture',
  });
  box.append(document.importNode(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement, true));
  return box;
}

const severityNames = { error: 'error', warning: 'warning', info: 'note' } as const;

/** Findings as people read them. */
export function findingList(findings: readonly Diagnostic[]): HTMLElement {
  if (findings.length === 0) return element('p', {}, 'No findings.');
  const items = findings
    .slice(0, 500)
    .map(({ at, code, hint, message, severity }) =>
      element(
        'li',
        {},
        element('div', { class: 'place' }, placeText(at)),
        element(
          'div',
          {},
          element('span', { class: `word ${severity}` }, severityNames[severity]),
          ` ${message} [${code}]`,
        ),
        ...(hint === undefined ? [] : [element('div', {}, `hint: ${hint}`)]),
      ),
    );
  if (findings.length > items.length) items.push(element('li', {}, `and ${findings.length - items.length} more`));
  return element('ul', { class: 'findings' }, ...items);
}

/** The document that the command line prints for the same input, less its head. */
export function documentBox(value: unknown): HTMLElement {
  const box = element('pre', { id: 'json' });
  box.textContent = JSON.stringify(value, undefined, 2).replace(/[\u007f-\u009f\p{Cf}\u2028\u2029]/gu, jsonCharacter);
  return element('details', {}, element('summary', {}, 'JSON'), box);
}

/** Runs a tool now and at every change; its fields are kept in the address, so that it can be passed on. */
export function run(ids: readonly string[], draw: () => void | Promise<void>): void {
  const kept = new URLSearchParams(location.hash.slice(1));
  for (const id of ids) {
    const value = kept.get(id);
    if (value !== null) field(id).value = value;
    field(id).addEventListener('input', () => {
      // The address stays in the history of the browser, where nothing secret belongs.
      const words = new URLSearchParams(
        ids.flatMap((each) => (secretLooks(field(each).value).length > 0 ? [] : [[each, field(each).value]])),
      );
      history.replaceState(null, '', `#${words}`);
      void draw();
    });
  }
  void draw();
}

/** A file that was dropped or chosen, with its path where a folder was. */
export interface Dropped {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const mostFiles = 20_000;
const mostBytes = 32 * 1024 * 1024;

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

async function filesBelow(entry: FileSystemEntry, into: Dropped[]): Promise<void> {
  if (into.length >= mostFiles) return;
  if (isFile(entry)) {
    const file = await new Promise<File>((done, failed) => entry.file(done, failed));
    if (file.size <= mostBytes)
      into.push({ path: entry.fullPath.replace(/^\//, ''), bytes: new Uint8Array(await file.arrayBuffer()) });
    return;
  }
  if (!isFolder(entry)) return;
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) return;
    for (const each of some) await filesBelow(each, into);
  }
}

/** Takes files that are dropped anywhere on the page, and those of the field `files`. */
export function takeFiles(take: (files: readonly Dropped[]) => void | Promise<void>): void {
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => {
    event.preventDefault();
    // Both have to be asked before anything is waited for.
    const dropped = [...(event.dataTransfer?.items ?? [])].map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
    void (async () => {
      const files: Dropped[] = [];
      for (const each of dropped) {
        if (each instanceof File) files.push({ path: each.name, bytes: new Uint8Array(await each.arrayBuffer()) });
        else if (each !== null) await filesBelow(each, files);
      }
      await take(files);
    })();
  });
  const chosen = field('files');
  if (!(chosen instanceof HTMLInputElement)) throw new Error('#files must take files');
  chosen.addEventListener('change', () => {
    void (async () => {
      const files = [...(chosen.files ?? [])].filter(({ size }) => size <= mostBytes).slice(0, mostFiles);
      await take(
        await Promise.all(
          files.map(async (file) => ({
            path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
            bytes: new Uint8Array(await file.arrayBuffer()),
          })),
        ),
      );
    })();
  });
}
