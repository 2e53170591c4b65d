import type { ErrorCode } from 'yaml';

const faults: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias cannot have a tag or an anchor',
  BAD_ALIAS: 'an alias must name an anchor that comes before it',
  BAD_COLLECTION_TYPE: 'the tag does not fit the collection',
  BAD_DIRECTIVE: 'the directive is unknown or malformed',
  BAD_DQ_ESCAPE: 'the escape sequence in the double-quoted string is unknown',
  BAD_INDENT: 'the indentation does not fit the lines before it',
  BAD_PROP_ORDER: 'anchors and tags must come after the indicator',
  BAD_SCALAR_START: 'a plain value cannot begin with this character; quote it',
  BLOCK_AS_IMPLICIT_KEY: 'a nested mapping cannot begin on the line of its key; a ": " in a plain value needs quotes',
  BLOCK_IN_FLOW: 'a block cannot be inside { } or [ ]',
  DUPLICATE_KEY: 'a key must be written once',
  IMPOSSIBLE: 'this is not YAML',
  KEY_OVER_1024_CHARS: 'a key must be shorter than 1024 characters',
  MISSING_CHAR: 'a quote, bracket, comma or colon is missing',
  MULTILINE_IMPLICIT_KEY: 'a key must be on one line; the line before may lack its ":"',
  MULTIPLE_ANCHORS: 'a value can have one anchor',
  MULTIPLE_DOCS: 'the file must be one document, without a second "---"',
  MULTIPLE_TAGS: 'a value can have one tag',
  NON_STRING_KEY: 'a key must be text',
  RESOURCE_EXHAUSTION: 'it is nested too deep',
  TAB_AS_INDENT: 'lines must be indented with spaces, not tabs',
  TAG_RESOLVE_FAILED: 'the tag is unknown, or its value does not fit it',
  UNEXPECTED_TOKEN: 'this cannot be here; a line before may lack its end, or a value its quotes',
};

/** What a fault of YAML is, in words of our own: those of the parser quote the file. */
export function yamlFault(code: ErrorCode): string {
  return Object.hasOwn(faults, code) ? faults[code] : faults.IMPOSSIBLE;
}
