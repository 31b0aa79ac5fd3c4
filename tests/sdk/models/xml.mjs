// Just enough XML to read an answer of a Query service as the tree it is.

/** [name, children or text] of the elements in `body`. */
function elements(body) {
  const found = [];
  const matches = body.matchAll(/<([\w:]+)(?:\s[^>]*)?>(.*?)<\/\1>|<([\w:]+)(?:\s[^>]*)?\/>/gs);
  for (const [, name, inner, empty] of matches) found.push([name ?? empty, inner ?? '']);
  return found;
}

const letters = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
const plain = (text) => text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => letters[name]);

/** What an element holds, as a value of this shape. Throws where it cannot be one. */
export function read(inner, shape) {
  const children = elements(inner);
  if (shape.type === 'structure') {
    return Object.fromEntries(
      children.map(([name, content]) => {
        const member = shape.members[name];
        if (!member) throw new Error(`${name} is not in the model`);
        return [name, read(content, member)];
      }),
    );
  }
  if (shape.type === 'list') return children.map(([, content]) => read(content, shape.item));
  if (shape.type === 'map') {
    const entries = children.map(([, entry]) => elements(entry).map(([, content]) => content));
    return Object.fromEntries(entries.map(([key, value]) => [plain(key), read(value, shape.item)]));
  }
  const text = plain(inner);
  if (shape.type === 'number') return Number(text);
  if (shape.type === 'boolean') return { true: true, false: false }[text];
  if (shape.type === 'timestamp') return Date.parse(text) / 1000;
  return text;
}

/** The output in an answer's body: what its …Result holds. */
export function output(body, operation, shape) {
  const result = body.match(new RegExp(`<${operation}Result>(.*)</${operation}Result>`, 's'));
  return read(result?.[1] ?? '', shape);
}
