import { expect } from 'chai';
import { EXPORT_FORMATS, exportFileName } from '#src/engine/export/formats.js';
import { makeReport } from '#src/engine/export/report.js';
import { livelyView, viewOf } from '../../support/badges.js';
import { utcDate } from '../../support/records.js';
import { definitionOf } from '../../support/totals.js';
import { reportOf } from './support.js';

const TITLE = 'Only for my eyes';
const FORMATS = ['json', 'markdown', 'svg'] as const;

describe('an export', () => {
  for (const format of FORMATS) {
    const { write } = EXPORT_FORMATS[format];

    it(`as ${format} leaves session titles out unless they are asked for`, () => {
      expect(write(reportOf({}, TITLE), utcDate)).not.to.include(TITLE);
      expect(write(reportOf({ titles: false }, TITLE), utcDate)).not.to.include(TITLE);
      expect(write(reportOf({ titles: true }, TITLE), utcDate)).to.include(TITLE);
    });

    it(`as ${format} gives away no secret`, () => {
      const secrets = livelyView().payload.achievements.filter(({ state }) => state === 'secret');
      expect(secrets).to.have.length.above(3);
      const text = write(reportOf({ titles: true }), utcDate);
      for (const { id } of secrets) expect(text).to.not.include(definitionOf(id).name);
    });

    it(`as ${format} holds the badges of the state that was asked for`, () => {
      for (const state of ['unlocked', 'discovered', 'secret', 'all'] as const) {
        const text = write(reportOf({ state }), utcDate);
        expect(text.includes('Let Him Cook'), state).to.equal(state === 'unlocked' || state === 'all');
        expect(text.includes('Red Text Connoisseur'), state).to.equal(
          state === 'discovered' || state === 'all',
        );
      }
    });

    it(`as ${format} is the same text for the same badges`, () => {
      expect(write(reportOf(), utcDate)).to.equal(write(reportOf(), utcDate));
    });

    it(`as ${format} is written of nothing, too`, () => {
      const { payload } = livelyView();
      const none = makeReport({ ...payload, achievements: [], total_count: 0, unlocked_count: 0 }, {});
      expect(write(none, utcDate)).to.not.match(/NaN|undefined|Infinity|\[object/);
    });
  }

  it('keeps the counts and tiers of the whole', () => {
    const { payload } = livelyView();
    const { unlocked_count, discovered_count, secret_count, total_count, generated_at } = payload;
    const report = reportOf({ state: 'secret' });
    expect(report).to.include({ unlocked_count, discovered_count, secret_count, total_count, generated_at });
    expect(report.tiers).to.deep.equal({ Copper: 1, Silver: 1, Gold: 2, Diamond: 0, Olympian: 1 });
    expect(report.filtered_count).to.equal(secret_count).and.to.equal(report.achievements.length);
  });

  it('tells that it is not complete, and what is wrong', () => {
    const { payload } = viewOf({ partial: true });
    const early = makeReport(payload, {});
    expect(early).to.include({ is_complete: false, error: null });
    expect(reportOf()).to.include({ is_complete: true, error: null });
    expect(EXPORT_FORMATS.markdown.write(early, utcDate)).to.include('\n> Still counting.');
    expect(EXPORT_FORMATS.svg.write(early, utcDate)).to.include('still counting');
    for (const format of FORMATS)
      expect(EXPORT_FORMATS[format].write(reportOf(), utcDate)).to.not.match(/still counting/i);

    const broken = makeReport({ ...payload, error: 'The history\nis <gone>.' }, {});
    expect(broken.error).to.equal('The history\nis <gone>.');
    expect(EXPORT_FORMATS.markdown.write(broken, utcDate)).to.include('\n> The history is &#60;gone&#62;.\n');
  });

  it('as JSON is the badges as they are served, but for the titles', () => {
    const { payload } = livelyView(TITLE);
    const parsed = JSON.parse(EXPORT_FORMATS.json.write(reportOf({ titles: true }, TITLE)));
    expect(parsed.achievements).to.deep.equal(payload.achievements);
    const [cook] = JSON.parse(EXPORT_FORMATS.json.write(reportOf({}, TITLE))).achievements;
    expect(cook.evidence).to.deep.equal({ session_id: '20261122_183012_a1b2c3', value: 640 });
  });

  it('is named after the day of what is inside', () => {
    const names = FORMATS.map((format) => exportFileName(reportOf(), format, utcDate));
    expect(names).to.deep.equal(['json', 'md', 'svg'].map((end) => `hermes-achievements-2026-11-25.${end}`));
  });
});
