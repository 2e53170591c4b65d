import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTidyFile } from '../../../src/hosts/conns/clean-file.ts';
import { newPlainReader } from '../../../src/hosts/conns/fast-reader.ts';
import { newLayouts } from '../../../src/hosts/conns/keyword-positions.ts';
import { newVocabulary } from '../../../src/hosts/conns/line-table.ts';
import type { Release } from '../../../src/libreswan/release.ts';

/** Both readers on the same numbers, so that what they give can be compared. */
function readers(release: Release = '4.10') {
  const [layouts, vocabulary] = [newLayouts(), newVocabulary()];
  const plain = newPlainReader(release, layouts, vocabulary);
  return {
    plain: (text: string) => plain.read(text, 'f'),
    real: (text: string) => readTidyFile(text, 'f', release, layouts, vocabulary),
    word: (line: string) => plain.word(line),
  };
}

describe('what is plain', () => {
  test.each([
    ['nothing', ''],
    ['comments and blank lines', '# a\n\n#\n'],
    ['a conn', 'conn a\n\tleft=10.0.0.1\n\tright=10.0.0.2\n'],
    ['a conn without lines', 'conn a\n'],
    ['a value between quotes', 'conn a\n\tleftid="O=x, CN=y"\n'],
    ['comments and blank lines among the settings', 'conn a\n\tleft=10.0.0.1\n\n# c\n\tright=10.0.0.2\n\nconn b\n'],
    ['also=', 'conn a\n\talso=b\nconn b\n\tauto=add\n'],
  ])('%s', (_, text) => {
    const { plain, real } = readers();
    expect(plain(text)).toBeDefined();
    expect(plain(text)).toEqual(real(text));
  });
});

describe('what is left to the real parser', () => {
  test.each([
    ['no line break at the end of a header', 'conn a'],
    ['no line break at the end of a setting', 'conn a\n\tleft=10.0.0.1'],
    ['no line break at the end of a comment', 'conn a\n#'],
    ['no line break at the end of the first comment', '#'],
    ['include', 'include /etc/x.conf\n'],
    ['config setup', 'config setup\n\tuniqueids=no\n'],
    ['a setting without a section', '\tleft=10.0.0.1\n'],
    ['another word that begins like conn', 'connection a\n'],
    ['two words behind conn', 'conn a b\n'],
    ['no name', 'conn \n'],
    ['a name in quotes', 'conn "a"\n'],
    ['blanks instead of a tab', 'conn a\n    left=10.0.0.1\n'],
    ['two tabs', 'conn a\n\t\tleft=10.0.0.1\n'],
    ['a blank behind the keyword', 'conn a\n\tleft =10.0.0.1\n'],
    ['a blank before the value', 'conn a\n\tleft= 10.0.0.1\n'],
    ['a blank behind the value', 'conn a\n\tleft=10.0.0.1 \n'],
    ['a comment behind the value', 'conn a\n\tleft=10.0.0.1 # x\n'],
    ['a carriage return', 'conn a\n\tleft=10.0.0.1\r\n'],
    ['an empty value', 'conn a\n\tleft=\n'],
    ['an empty value between quotes', 'conn a\n\tleftid=""\n'],
    ['blanks alone between quotes', 'conn a\n\tleftid=" "\n'],
    ['a quote within', 'conn a\n\tleftid="a"b"\n'],
    ['a control character between quotes', 'conn a\n\tleftid="a\u0001b"\n'],
    ['a value that begins with a brace', 'conn a\n\tleftsubnets={10.0.0.0/8}\n'],
    ['a value that begins with an equals sign', 'conn a\n\tleftid==x\n'],
    ['capitals', 'conn a\n\tLeft=10.0.0.1\n'],
    ['a keyword that nobody knows', 'conn a\n\tnonsense=1\n'],
    ['a value that the release does not take', 'conn a\n\tauto=maybe\n'],
    ['a keyword twice', 'conn a\n\tleft=10.0.0.1\n\tleft=10.0.0.2\n'],
    ['several names behind also=', 'conn a\n\talso="b c"\n'],
    ['a blank line with a blank on it', 'conn a\n \n\tleft=10.0.0.1\n'],
    ['a word among the settings', 'conn a\n\tleft=10.0.0.1\nstray\n'],
  ])('%s', (_, text) => {
    expect(readers().plain(text)).toBeUndefined();
    // Also where the reader has met something like it before.
    const { plain } = readers();
    plain('conn a\n\tleft=10.0.0.1\n\tright=10.0.0.2\n');
    expect(plain(text)).toBeUndefined();
  });

  test('a line that was met before is still no plain one', () => {
    const { word } = readers();
    expect([word('\tleft = x'), word('\tleft = x')]).toEqual([undefined, undefined]);
    expect(word('\tauto=add')).toBe(word('\tauto=add'));
  });

  test('a keyword that stands in what the sections have in common, and once more', () => {
    const common = '\tauto=add\n\tauthby=rsasig\n\tikev2=insist\n\ttype=tunnel\n';
    const { plain, real } = readers();
    const sections = [1, 2, 3].map((i) => `conn c${i}\n${common}\tright=10.0.0.${i}\n`).join('');
    expect(plain(sections)).toEqual(real(sections));
    expect(plain(`${sections}conn c4\n${common}\tauto=start\n`)).toBeUndefined();
    expect(plain(`${sections}conn c1\n${common}\tright=10.0.0.1\n\tauto=start\n`)).toBeUndefined();
  });
});

describe('files one after the other are read as each of them alone', () => {
  const common = ['left=10.0.0.1', 'leftid="O=x, CN=y"', 'leftcert=a', 'auto=ondemand', 'ikev2=insist'];
  const others = ['right=10.0.0.2', 'right=10.0.0.3', 'rightid=@b', 'mtu=1400', 'also=c1', '', '#', 'type=tunnel'];
  const settingLine = (text: string): string => (text === '' || text === '#' ? `${text}\n` : `\t${text}\n`);
  const section = fc
    .record({
      name: fc.constantFrom('c1', 'c2', 'c3', 'c4'),
      common: fc.nat(common.length),
      swapped: fc.boolean(),
      more: fc.array(fc.constantFrom(...others), { maxLength: 3 }),
    })
    .map(({ name, common: count, swapped, more }) => {
      const shared = common.slice(0, count);
      return `conn ${name}\n${(swapped ? [...more, ...shared] : [...shared, ...more]).map(settingLine).join('')}`;
    });
  const files = fc
    .array(section, { minLength: 1, maxLength: 5 })
    .chain((pool) =>
      fc.array(
        fc.tuple(fc.constantFrom('', '# head\n', '\n\n'), fc.array(fc.constantFrom(...pool), { maxLength: 8 })),
        { minLength: 2, maxLength: 5 },
      ),
    )
    .map((written) => written.map(([head, sections]) => head + sections.join('')));

  test('whatever was read before', () => {
    fc.assert(
      fc.property(files, (texts) => {
        const { plain, real } = readers();
        for (const text of texts) {
          const read = plain(text);
          if (read !== undefined) expect(read).toEqual(real(text));
        }
      }),
      { numRuns: 500 },
    );
  });

  const conn = (name: string, ...lines: string[]): string =>
    `conn ${name}\n${lines.map((line) => `\t${line}\n`).join('')}`;
  const a = conn('a', ...common, 'right=10.0.0.2');
  const b = conn('b', ...common, 'right=10.0.0.3');
  const c = conn('c', ...common, 'right=10.0.0.4');
  test.each([
    ['the same file again', [a + b + c, a + b + c]],
    ['a file that ends earlier', [a + b + c, a + b]],
    ['a file that goes on', [a + b, a + b + c]],
    ['a section less at the beginning', [a + b + c, b + c]],
    ['a section less in the middle', [a + b + c, a + c]],
    ['another order', [a + b + c, c + b + a]],
    ['a comment before', [a + b + c, `# x\n${a}${b}${c}`]],
    ['a comment between', [a + b + c, `${a}# x\n${b}${c}`]],
    ['a blank line between', [`${a}\n${b}${c}`, a + b + c]],
    ['a line more at the end of one', [a + b + c, `${a}${b}\tmtu=1400\n${c}`]],
    ['a line more at the end of the last', [a + b + c, `${a}${b}${c}\tmtu=1400\n`]],
    ['a line less at the end of the last', [`${a}${b}${c}\tmtu=1400\n`, a + b + c]],
    ['another line in one', [a + b + c, a + b.replace('0.3', '0.5') + c]],
    ['another line in the first', [a + b + c, a.replace('0.2', '0.5') + b + c]],
    ['the same names for other sections', [a + b + c, conn('a', 'right=10.0.0.9') + conn('b', ...common)]],
    ['the lines of one under the name of another', [a + b + c, conn('a', ...common, 'right=10.0.0.3') + b]],
    ['a name twice', [a + b + a, a + a + b]],
    ['only a comment between two files', [a + b, '# x\n', a + b]],
    [
      'more sections than are looked at for what they have in common',
      [[1, 2, 3, 4, 5, 6, 7].map((i) => conn(`d${i}`, `mtu=140${i}`, ...common)).join(''), a + b],
    ],
  ])('%s', (_, texts) => {
    const { plain, real } = readers();
    for (const text of texts) {
      expect(plain(text)).toBeDefined();
      expect(plain(text)).toEqual(real(text));
    }
  });
});

describe('what was read before is not read again', () => {
  /** A reader that counts what it asks of the numbers. */
  function counting() {
    const [layouts, vocabulary] = [newLayouts(), newVocabulary()];
    const counts = { words: 0, appended: 0, joined: 0 };
    const reader = newPlainReader('4.10', layouts, {
      ...vocabulary,
      word: (...line) => {
        counts.words += 1;
        return vocabulary.word(...line);
      },
      append: (...list) => {
        counts.appended += 1;
        return vocabulary.append(...list);
      },
      join: (...lists) => {
        counts.joined += 1;
        return vocabulary.join(...lists);
      },
    });
    return (text: string) => {
      Object.assign(counts, { words: 0, appended: 0, joined: 0 });
      expect(reader.read(text, 'f')).toBeDefined();
      return { ...counts };
    };
  }

  const common = '\tleft=10.0.0.1\n\tauto=add\n\tauthby=rsasig\n\tikev2=insist\n\ttype=tunnel\n';
  const conns = (from: number, to: number, lines = common): string =>
    Array.from({ length: to - from }, (_, i) => `conn c${from + i}\n${lines}\tright=10.0.1.${from + i}\n`).join('');

  test('a file as it stood, or the part of it that did', () => {
    const read = counting();
    const none = { words: 0, appended: 0, joined: 0 };
    const kept = [conns(0, 8), conns(2, 8), conns(0, 5), conns(3, 6), `# x\n\n${conns(1, 7)}`];
    for (const text of [...kept, conns(0, 3) + conns(5, 8)]) {
      read(conns(0, 8));
      expect(read(text)).toEqual(none);
    }
    // One section more is all that is read, in whichever place it stands.
    for (const text of [conns(0, 9), conns(0, 4) + conns(90, 91) + conns(4, 8)]) {
      read(conns(0, 8));
      expect(read(text).appended).toBeLessThan(10);
    }
  });

  test('lines that all sections begin with, and the rest of a section of the same name', () => {
    const read = counting();
    // Two sections are read line by line, each also for the host that comes next; then what they begin with is known.
    expect(read(conns(0, 8)).words).toBe(5 + 8);
    const other = common.replace('left=10.0.0.1', 'left=10.0.0.2');
    // Two sections line by line (four lines of both ends each, and once more as what others may end with), what they begin
    // with, and then twice three lists for each of the six others.
    expect(read(conns(0, 8, other))).toEqual({ words: 1, appended: 2 * 4 * 2 + 4, joined: 6 * 2 * 3 });
  });

  test('nothing more is expected of a file whose first sections are others', () => {
    const read = counting();
    const started = common.replace('add', 'start');
    read(conns(0, 9));
    // After two that are others the rest is taken over; after three, or four, each is read for itself.
    const appended = [2, 3, 4].map((count) => {
      read(conns(0, 9));
      return read(conns(0, count, started) + conns(count, 9)).appended;
    });
    const twoByLine = 2 * 4 * 2 + 4;
    expect(appended).toEqual([twoByLine, twoByLine + 6 * 4 * 2, twoByLine + 5 * 4 * 2]);
  });
});
