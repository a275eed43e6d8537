import { expect } from 'chai';
import fc from 'fast-check';
import { identified } from '#src/store/home-ids.js';

describe('the ids of homes', () => {
  let drawn = 0;
  const draw = () => `new ${++drawn}`;
  const known = [
    { id: '1', name: 'laptop', place: 'p' },
    { id: '2', name: 'work', place: 'q' },
  ];

  it('stay when a home is called otherwise, or moves', () => {
    const renamed = identified(
      known,
      [
        { name: 'my laptop', place: 'p' },
        { name: 'work', place: 'q' },
      ],
      draw,
    );
    expect(renamed.listed.map(({ id }) => id)).to.deep.equal(['1', '2']);
    const moved = identified(known, [{ name: 'laptop', place: 'elsewhere' }], draw);
    expect([moved.listed[0]?.id, moved.others.map(({ id }) => id)]).to.deep.equal(['1', ['2']]);
  });

  it('stay with the names when homes have changed places', () => {
    const list = [
      { name: 'laptop', place: 'q' },
      { name: 'work', place: 'p' },
    ];
    expect(new Set(identified(known, list, draw).listed.map(({ id }) => id))).to.deep.equal(
      new Set(['1', '2']),
    );
  });

  it('are never of two homes, and never lost', () => {
    const text = fc.constantFrom('a', 'b', 'c', 'd');
    const home = fc.record({ id: fc.uuid(), name: text, place: text });
    const list = fc.uniqueArray(fc.record({ name: text, place: text }), { selector: ({ name }) => name });
    const homes = fc.uniqueArray(home, { selector: ({ id }) => id, maxLength: 4 });
    fc.assert(
      fc.property(homes, list, (before, wanted) => {
        const { listed, others } = identified(before, wanted, draw);
        const ids = [...listed, ...others].map(({ id }) => id);
        expect(new Set(ids).size).to.equal(ids.length);
        for (const { id } of before) expect(ids).to.include(id);
        expect(listed.map(({ name, place }) => ({ name, place }))).to.deep.equal(wanted);
        const again = identified([...listed, ...others], wanted, () => expect.fail('nothing is new'));
        expect(again.listed).to.deep.equal(listed);
      }),
    );
  });
});
