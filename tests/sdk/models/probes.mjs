// Inputs at the limits of their members, and one past each.

/** What stands at `place` of an input; "*" is the first key of a map. */
function at(input, place) {
  return place.reduce((value, step) => {
    if (value === undefined || value === null) return undefined;
    return value[step === '*' ? Object.keys(value)[0] : step];
  }, input);
}

/** A copy of `value` in which `change` was made at `place`: (parent, step) => … */
function changedAt(value, [step, ...rest], change) {
  const copy = Array.isArray(value) ? [...value] : { ...value };
  const name = step === '*' ? Object.keys(value)[0] : step;
  if (rest.length === 0) change(copy, name);
  else copy[name] = changedAt(value[name], rest, change);
  return copy;
}

const set = (input, place, value) =>
  changedAt(input, place, (parent, step) => (parent[step] = value));
const without = (input, place) =>
  changedAt(input, place, (parent, step) => {
    if (Array.isArray(parent)) parent.splice(step, 1);
    else delete parent[step];
  });

/** The pattern holds for the whole text; "u" reads \p{L}, where the expression allows it. */
function expression(pattern) {
  if (!pattern) return /^[^]*$/;
  const whole = `^(?:${pattern})$`;
  try {
    return new RegExp(whole, 'u');
  } catch {
    return new RegExp(whole);
  }
}

/** A text of `length` that has the pattern: the good one's beginning, and more of one letter. */
function text(length, pattern, goodOne) {
  const fits = expression(pattern);
  for (const letter of ['a', 'A', '1', ' ']) {
    for (const start of [goodOne, '']) {
      const made = start.slice(0, length).padEnd(length, letter);
      if (fits.test(made)) return made;
    }
  }
  return undefined;
}

const strangers = ['?', 'ä?', ' ', 'a b', '€', '\u0001', 'x'];

const makers = {
  string: (size, { pattern }, goodOne) => text(size, pattern, goodOne),
  number: (size) => size,
  list: (size, _, goodOne) => Array.from({ length: size }, () => goodOne[0]),
  map: (size, _, goodOne) => {
    const [value] = Object.values(goodOne);
    return Object.fromEntries(Array.from({ length: size }, (__, i) => [`k${i}`, value]));
  },
};

/** A text of the right length that has not the pattern. */
function stranger({ pattern, min = 0, max = Infinity }, goodOne) {
  const fits = expression(pattern);
  const longEnough = strangers.map((each) => each.padEnd(min, goodOne.at(-1) ?? 'a'));
  return longEnough.find((each) => each.length <= max && !fits.test(each));
}

/** The shortest text from `least` on that has the pattern: "acr-a" where one letter is not enough. */
function shortest(least, pattern, goodOne) {
  const most = Math.max(least + 16, goodOne.length);
  for (let size = least; size <= most; size += 1) {
    const made = text(size, pattern, goodOne);
    if (made !== undefined) return made;
  }
  return undefined;
}

/** Something where the good request has nothing. */
const nothing = { string: '', number: 0 };

/** [what it is, whether it is fine, value] for one member. */
function* ofMember(limit, goodOne) {
  const { type, min, max, pattern, values } = limit;
  const make = (size) => makers[type](size, limit, goodOne);
  const makeAnyhow = (size) => make(size) ?? makers[type](size, {}, goodOne);
  if (min !== undefined) {
    const least = type === 'string' ? shortest(min, pattern, goodOne) : make(min);
    if (min > 0 || type === 'number') yield ['min', true, least];
    if (min > 0 || type === 'number') yield ['below min', false, makeAnyhow(min - 1)];
  }
  if (max !== undefined) {
    yield ['max', true, make(max)];
    yield ['past max', false, makeAnyhow(max + 1)];
  }
  for (const value of values ?? []) yield [`value ${value}`, true, value];
  if (values) yield ['another value', false, 'ANOTHER'];
  const other = pattern && stranger(limit, goodOne);
  if (other) yield ['pattern', false, other];
}

const isLimited = ({ min, max, pattern, values }) =>
  [min, max, pattern, values].some((each) => each !== undefined);

/**
 * [{name, fine, changed}]: inputs that are fine or not. `changed` is undefined where no value
 * could be made, and where the good request does not come that far.
 */
export function* probes(input, limits) {
  for (const limit of limits) {
    const name = limit.place.join('.');
    const parent = limit.place.length ? at(input, limit.place.slice(0, -1)) : undefined;
    if (limit.required) {
      if (parent)
        yield { name: `${name} missing`, fine: false, changed: without(input, limit.place) };
    } else if (isLimited(limit)) {
      const goodOne = parent && (at(input, limit.place) ?? nothing[limit.type]);
      if (goodOne === undefined) yield { name: `${name} in the good request`, fine: true };
      else {
        for (const [what, fine, value] of ofMember(limit, goodOne)) {
          const changed = value === undefined ? undefined : set(input, limit.place, value);
          yield { name: `${name} ${what}`, fine, changed };
        }
      }
    }
  }
}
