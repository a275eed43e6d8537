import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { ICONS } from '#src/medal/icons.js';
import { iconOf } from '#src/medal/medal.js';

describe('the icons of badges', () => {
  const drawn = CATALOG.map(({ id }) => ICONS[id]);

  it('are there for every badge of the catalog, and for nothing else', () => {
    expect(Object.keys(ICONS).sort()).to.deep.equal(CATALOG.map(({ id }) => id).sort());
  });

  it('all differ', () => {
    expect(new Set(drawn).size).to.equal(CATALOG.length);
  });

  it('are what lucide draws today', () => {
    execFileSync(process.execPath, ['scripts/write-icons.mjs', '--check'], { stdio: 'pipe' });
  });

  it('are paths of nothing but moves and numbers', () => {
    for (const path of drawn) expect(path).to.match(/^M[\dMLHVCSQTAZmlhvcsqtaz., -]+$/);
  });

  it('have one to spare for a badge that is newer than they are', () => {
    expect(drawn).not.to.include(iconOf('of_tomorrow'));
    expect(iconOf('toString')).to.equal(iconOf('of_tomorrow'));
  });
});
