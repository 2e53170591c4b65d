/** The language server: documents come and go over standard input and output. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  type CodeAction,
  CodeActionKind,
  createConnection,
  DiagnosticSeverity,
  MarkupKind,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Release, releases } from '../../libreswan/release.ts';
import { UsageError } from '../exit.ts';
import { printable, printableLines } from '../safe-text.ts';
import { confService, releaseOfText } from './conf-service.ts';
import { inventoryService, isInventory } from './inventory-service.ts';
import type { Service, Underlined } from './service.ts';

const severityOf = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;

/** Serves until the editor says that it goes. */
export function serve(given: Release | undefined): Promise<void> {
  const connection = createConnection(process.stdin, process.stdout);
  const documents = new TextDocuments(TextDocument);
  const found = new Map<string, readonly Underlined[]>();
  let release = given;

  const serviceOf = (document: TextDocument): Service | undefined => {
    if (!document.uri.startsWith('file:')) return undefined;
    const [path, text] = [fileURLToPath(document.uri), document.getText()];
    if (/\.(ya?ml|json)$/.test(path)) return isInventory(text) ? inventoryService(path, text) : undefined;
    return path.endsWith('.conf') || /ipsec/.test(document.languageId)
      ? confService(path, text, releaseOfText(text) ?? release ?? '5.4')
      : undefined;
  };
  const service = (uri: string): Service | undefined => {
    const document = documents.get(uri);
    return document === undefined ? undefined : serviceOf(document);
  };

  connection.onInitialize(({ initializationOptions }) => {
    const asked: unknown = (initializationOptions as { libreswan?: unknown } | undefined)?.libreswan;
    release = releases.find((each) => each === asked) ?? release;
    return {
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        hoverProvider: true,
        completionProvider: { triggerCharacters: ['='] },
        definitionProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
      },
    };
  });
  documents.onDidChangeContent(({ document }) => {
    void findingsOf(serviceOf(document)).then((underlined) => {
      found.set(document.uri, underlined);
      return connection.sendDiagnostics({
        uri: document.uri,
        version: document.version,
        diagnostics: underlined.map(({ finding, span }) => ({
          range: span,
          severity: severityOf[finding.severity],
          code: finding.code,
          source: 'swanmesh',
          message: printable(finding.hint === undefined ? finding.message : `${finding.message} - ${finding.hint}`),
        })),
      });
    });
  });
  documents.onDidClose(({ document }) => {
    found.delete(document.uri);
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });
  connection.onHover(({ textDocument, position }) => {
    const value = service(textDocument.uri)?.hover(position) ?? '';
    return value === '' ? null : { contents: { kind: MarkupKind.Markdown, value: printableLines(value) } };
  });
  connection.onCompletion(({ textDocument, position }) =>
    (service(textDocument.uri)?.complete(position) ?? []).map(({ label, detail, documentation }) => ({
      label: printable(label),
      detail: printable(detail),
      documentation: { kind: MarkupKind.Markdown, value: printableLines(documentation) },
    })),
  );
  connection.onDefinition(({ textDocument, position }) => {
    const target = service(textDocument.uri)?.definition(position);
    return target === undefined ? null : { uri: pathToFileURL(target.path).href, range: target.span };
  });
  connection.onCodeAction(({ textDocument, range }): CodeAction[] =>
    (found.get(textDocument.uri) ?? []).flatMap(({ finding, span, fix }) =>
      fix === undefined || span.start.line < range.start.line || span.start.line > range.end.line
        ? []
        : [
            {
              title: printable(fix.title),
              kind: CodeActionKind.QuickFix,
              isPreferred: finding.fix?.safe === true,
              edit: { changes: { [textDocument.uri]: [{ range: fix.span, newText: fix.text }] } },
            },
          ],
    ),
  );
  documents.listen(connection);
  const ended = new Promise<void>((resolve) => connection.onExit(resolve));
  connection.listen();
  return ended;
}

/** The findings of a document; none of one that is no inventory after all, or holds secrets. */
async function findingsOf(service: Service | undefined): Promise<readonly Underlined[]> {
  try {
    return (await service?.findings()) ?? [];
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}
