import { readFileSync, renameSync, writeFileSync } from 'node:fs';

const empty = () => ({
  customers: {},
  accounts: [],
  visits: {},
  sessions: {},
  usage: [],
  seen: {},
});

const load = (file) => {
  try {
    return { ...empty(), ...JSON.parse(readFileSync(file, 'utf8')) };
  } catch (error) {
    if (error.code === 'ENOENT') return empty();
    throw error;
  }
};

const file = process.env.DATABASE ?? 'postbox.json';

export const data = load(file);

/** Renaming is atomic: a crash leaves the old file or the new one, never half of it. */
export const save = () => {
  writeFileSync(`${file}.new`, JSON.stringify(data));
  renameSync(`${file}.new`, file);
};
