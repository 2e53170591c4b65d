import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import {
  type CompletionItem,
  type CompletionList,
  createProtocolConnection,
  type Diagnostic,
  type Hover,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';

/** An editor, as far as a language server can tell: a client over the standard streams of the server. */
export interface LanguageClient {
  /** Opens a document, or changes it, and gives what the server then says about it. */
  readonly show: (path: string, language: string, text: string) => Promise<readonly Diagnostic[]>;
  /** The answer to a request about a place, counted from 0. */
  readonly at: <T>(method: string, path: string, line: number, character: number, more?: object) => Promise<T>;
  readonly hover: (path: string, line: number, character: number) => Promise<string>;
  readonly complete: (path: string, line: number, character: number) => Promise<readonly CompletionItem[]>;
  readonly request: <T>(method: string, params: unknown) => Promise<T>;
}

/** Starts a server and shakes hands; it ends with the test. */
export async function startLanguageServer(command: readonly string[]): Promise<LanguageClient> {
  const server = spawn(command[0] as string, command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const waiting = new Map<string, (found: readonly Diagnostic[]) => void>();
  connection.onNotification(
    'textDocument/publishDiagnostics',
    ({ uri, diagnostics }: { uri: string; diagnostics: Diagnostic[] }) => {
      waiting.get(uri)?.(diagnostics);
      waiting.delete(uri);
    },
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => null));
  connection.listen();
  onTestFinished(() => {
    connection.dispose();
    server.kill();
  });
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      textDocument: {
        publishDiagnostics: { relatedInformation: true },
        hover: { contentFormat: ['markdown', 'plaintext'] },
      },
      workspace: { configuration: true },
    },
  });
  await connection.sendNotification('initialized', {});
  const versions = new Map<string, number>();
  const at: LanguageClient['at'] = (method, path, line, character, more = {}) =>
    connection.sendRequest(method, {
      textDocument: { uri: pathToFileURL(path).href },
      position: { line, character },
      ...more,
    });
  return {
    at,
    request: (method, params) => connection.sendRequest(method, params),
    show: async (path, languageId, text) => {
      const uri = pathToFileURL(path).href;
      const version = (versions.get(uri) ?? 0) + 1;
      versions.set(uri, version);
      const found = new Promise<readonly Diagnostic[]>((resolve) => waiting.set(uri, resolve));
      if (version === 1)
        await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version, text } });
      else
        await connection.sendNotification('textDocument/didChange', {
          textDocument: { uri, version },
          contentChanges: [{ text }],
        });
      return found;
    },
    hover: async (path, line, character) => {
      const hover = await at<Hover | null>('textDocument/hover', path, line, character);
      return JSON.stringify(hover?.contents ?? '');
    },
    complete: async (path, line, character) => {
      const list = await at<CompletionList | CompletionItem[] | null>('textDocument/completion', path, line, character);
      return Array.isArray(list) ? list : (list?.items ?? []);
    },
  };
}
