/** Rules of this code that no other tool checks: where words, colours and sizes live, and how long a component may be. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'svelte/compiler';
import { describe, expect, test } from 'vitest';

const src = fileURLToPath(new URL('../../src', import.meta.url));

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : [path];
  });
}

interface Source {
  name: string;
  text: string;
}

const all: Source[] = walk(src).map((path) => ({
  name: relative(src, path),
  text: readFileSync(path, 'utf8'),
}));
const components = all.filter((it) => it.name.endsWith('.svelte'));
const styled = all.filter((it) => /\.(svelte|css)$/.test(it.name) && it.name !== 'tokens.css');

/** The style sheet of a component, or the whole of a style sheet, without comments. */
function stylesOf(it: Source): string {
  const css = it.name.endsWith('.css')
    ? it.text
    : [...it.text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map((found) => found[1]).join('\n');
  return css.replace(/\/\*[\s\S]*?\*\//g, '');
}

/** `property: value` pairs, without selectors, so that a class named `red` is not taken for a colour. */
function declarations(css: string): { property: string; value: string }[] {
  return [...css.matchAll(/(?<=[{;}\s])(--[\w-]+|[a-z-]+)\s*:\s*([^;{}]+)(?=[;}])/g)].map((it) => ({
    property: it[1] as string,
    value: (it[2] as string).trim(),
  }));
}

test('the house has rooms', () => {
  expect(components.length).toBeGreaterThan(30);
  expect(declarations(stylesOf(components[0] as Source)).length).toBeGreaterThan(2);
});

test('no component is over 250 lines', () => {
  const long = components
    .map((it) => [it.name, it.text.trimEnd().split('\n').length] as const)
    .filter(([, lines]) => lines > 250);
  expect(long).toEqual([]);
});

test('a file over 400 lines says at its head why it is long', () => {
  const tests = fileURLToPath(new URL('..', import.meta.url));
  const long = [...walk(src), ...walk(tests)]
    .filter((path) => /\.(ts|svelte|css)$/.test(path) && !path.includes('generated'))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
    .filter(({ text }) => text.trimEnd().split('\n').length > 400)
    .filter(({ text }) => !/long because/i.test(text.slice(0, 400)))
    .map(({ path }) => path);
  expect(long).toEqual([]);
});

test('the store, lib and the shared components run nothing of a feature but what is pure', () => {
  const allowed = ['filter-sort', 'row-actions', 'permissions'];
  const upward = all
    .filter((it) => /^(store|lib|components)\//.test(it.name))
    .flatMap((it) =>
      [...it.text.matchAll(/import (?!type )[^;]*? from '(?:\.\.\/)+features\/([^']+)'/g)].map(
        (found) => `${it.name}: ${found[1]}`,
      ),
    )
    .filter((line) => !allowed.some((name) => line.endsWith(name)));
  expect(upward).toEqual([]);
});

test('container queries are in rem: WebKitGTK takes px there without the zoom of the page', () => {
  const queries = styled.flatMap((it) => [...stylesOf(it).matchAll(/@container[^{]*/g)]);
  expect(queries.length).toBeGreaterThan(5);
  expect(queries.map((it) => it[0]).filter((it) => !/\d+(?:\.\d+)?rem/.test(it))).toEqual([]);
});

describe('colours and sizes are tokens', () => {
  const literal =
    /#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix|light-dark)\(/i;
  /** The CSS named colours, without `transparent` and `currentcolor`, which are no colours of their own. */
  const named =
    'aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue slategray slategrey snow springgreen steelblue tan teal thistle tomato turquoise violet wheat white whitesmoke yellow yellowgreen';
  const system =
    'accentcolor accentcolortext activetext buttonborder buttonface buttontext canvas canvastext field fieldtext graytext highlight highlighttext linktext mark marktext selecteditem selecteditemtext visitedtext';
  const word = (list: string): RegExp =>
    new RegExp(`(?<![\\w-])(?:${list.replaceAll(' ', '|')})(?![\\w-])`, 'i');
  const coloured =
    /^(?:color|background|border|outline|box-shadow|text-shadow|fill|stroke|accent-color|caret-color|--)/;

  test.each(styled.map((it) => [it.name, it] as const))('%s', (_name, it) => {
    const css = stylesOf(it);
    const everywhere = declarations(css).filter(({ property }) => coloured.test(property));
    const ours = css.replace(
      /@media \(forced-colors: active\) \{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g,
      '',
    );
    const bad = [
      ...everywhere.filter(({ value }) => literal.test(value) || word(named).test(value)),
      ...declarations(ours).filter(
        ({ property, value }) => coloured.test(property) && word(system).test(value),
      ),
      ...declarations(css).filter(
        ({ property, value }) =>
          (property === 'font-size' || property === 'font') &&
          /\d(?:px|pt|rem|em)\b/.test(value.replace(/var\([^)]*\)/g, '')),
      ),
    ];
    expect(bad).toEqual([]);
  });

  test('colours of the markup are tokens too', () => {
    for (const it of components) {
      const markup = it.text.replace(/<style[\s\S]*?<\/style>/g, '');
      const paints = [...markup.matchAll(/\b(?:fill|stroke|color)="([^"{]+)"/g)].map((m) => m[1]);
      expect(
        paints.filter((paint) => paint !== 'currentColor' && paint !== 'none'),
        it.name,
      ).toEqual([]);
    }
  });

  test('nothing makes text lighter than --text-3', () => {
    for (const it of styled) {
      for (const { property, value } of declarations(stylesOf(it))) {
        if (property !== 'color') continue;
        expect(
          /^(?:var\(--(?:text|text-2|text-3|accent|on-accent|on-demo|(?:ok|wait|rest|soon|now|none|role)-fg)\)|inherit|currentcolor|[A-Z]\w+)$/.test(
            value,
          ),
          `${it.name}: color: ${value}`,
        ).toBe(true);
      }
    }
  });
});

describe('every word is in the words file', () => {
  const spoken = new Set([
    'aria-label',
    'aria-description',
    'aria-roledescription',
    'aria-valuetext',
    'alt',
    'label',
    'placeholder',
    'title',
  ]);
  /** A word; the beginning of an address is none. */
  const letters = /^(?!https?:\/\/$).*\p{L}{2}/su;

  interface Node {
    type?: string;
    name?: string;
    data?: string;
    value?: unknown;
    [key: string]: unknown;
  }

  /** Literal text in the value of an attribute: text parts and string literals of its expression. */
  function literals(value: unknown): string[] {
    const found: string[] = [];
    visit(value, (node) => {
      if (node.type === 'Text' && typeof node.data === 'string') found.push(node.data);
      if (node.type === 'Literal' && typeof node.value === 'string') found.push(node.value);
      if (node.type === 'TemplateElement') {
        found.push((node.value as unknown as { cooked: string }).cooked);
      }
    });
    return found;
  }

  function visit(it: unknown, each: (node: Node) => unknown): void {
    if (Array.isArray(it)) for (const part of it) visit(part, each);
    else if (typeof it === 'object' && it !== null) {
      const node = it as Node;
      if (each(node) === false) return;
      for (const [key, part] of Object.entries(node)) {
        if (key !== 'parent' && key !== 'metadata') visit(part, each);
      }
    }
  }

  /** Text for people or screen readers in the markup itself. */
  function told(source: string): string[] {
    const found: string[] = [];
    const { fragment } = parse(source, { modern: true });
    visit(fragment, (node) => {
      if (node.type === 'Comment' || node.type === 'StyleDirective') return false;
      if (node.type === 'Attribute') {
        if (spoken.has(String(node.name))) {
          found.push(...literals(node.value).filter((text) => letters.test(text)));
        }
        return false;
      }
      if (node.type === 'Text' && letters.test(String(node.data)))
        found.push(String(node.data).trim());
      // `{'text'}`, `{a ? 'text' : b}`: what an expression shows, not what it looks up or compares.
      if (node.type === 'ExpressionTag') found.push(...shown(node.expression as Node));
      return undefined;
    });
    return found;
  }

  function shown(it: Node): string[] {
    if (it.type === 'Literal' && typeof it.value === 'string') {
      return letters.test(it.value) ? [it.value] : [];
    }
    if (it.type === 'ConditionalExpression') {
      return [...shown(it.consequent as Node), ...shown(it.alternate as Node)];
    }
    if (it.type === 'LogicalExpression' || it.type === 'BinaryExpression') {
      return [...shown(it.left as Node), ...shown(it.right as Node)];
    }
    if (it.type === 'TemplateLiteral') {
      return literals(it.quasis).filter((text) => letters.test(text));
    }
    return [];
  }

  test('the check finds what it is there to find', () => {
    expect(told('<p>Hello <b>{x}</b></p>')).toEqual(['Hello']);
    expect(told('<button aria-label="Close" class="icon" />')).toEqual(['Close']);
    expect(told("<p title={a ? 'Open' : b}>{a ? 'Now' : words.x}</p>")).toEqual(['Open', 'Now']);
    expect(told('<p title={`Since ${at}`}>{words.x} · {n}</p>')).toEqual(['Since ']);
    expect(told('<!-- a note --><Sheet stage="consent">{words.a}</Sheet>')).toEqual([]);
  });

  test.each(components.map((it) => [it.name, it] as const))('%s', (_name, it) => {
    expect(told(it.text)).toEqual([]);
  });
});

test('a sentence or a name of four words is written once', () => {
  const places = new Map<string, string[]>();
  // The codebook is a table: two codes may have one cause, or one remedy.
  const files = all.filter(
    ({ name }) => /(?:words|sentences).*\.ts$/.test(name) && !name.includes('codes/words'),
  );
  for (const it of files) {
    const code = it.text.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '').replace(/^import .*$/gm, '');
    for (const [literal] of code.matchAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g)) {
      const text = literal.slice(1, -1);
      if (!/^\p{Lu}/u.test(text) || text.split(' ').length < 4) continue;
      places.set(text, [...(places.get(text) ?? []), it.name]);
    }
  }
  expect(places.size).toBeGreaterThan(400);
  expect([...places].filter(([, where]) => where.length > 1)).toEqual([]);
});

describe('what the window says of the two services and of itself', () => {
  /** Strings only; a comment may say what it likes. */
  const strings = all
    .filter((it) => /\.(ts|svelte)$/.test(it.name) && !it.name.includes('generated'))
    .flatMap((it) =>
      [
        ...it.text
          .replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '')
          .matchAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g),
      ].map((found) => ({ name: it.name, text: found[0].slice(1, -1) })),
    );

  test('Intuit and QuickBooks are never abbreviated', () => {
    expect(strings.length).toBeGreaterThan(500);
    const bad = strings.filter(({ text }) => /\bQB(?:O|D|OA)?\b|\bQbo\b|\bQuickbooks\b/.test(text));
    expect(bad).toEqual([]);
  });

  test('nothing claims that there is no server', () => {
    const claims =
      /\b(?:no|without (?:a|any)|zero|never (?:touches|uses|reaches) (?:a|any|our)) servers?\b|\bserver-?less\b|\b(?:there is|there's|we have|has) no (?:server|cloud|backend)\b|\bnothing (?:ever )?leaves (?:your|this) (?:computer|device|machine)\b/i;
    const bad = strings.filter(
      // True in the practice firm alone, whose services run on this computer.
      ({ text }) => claims.test(text) && !/^Nothing here is real|\(practice\)\.$/.test(text),
    );
    expect(bad).toEqual([]);
  });
});
