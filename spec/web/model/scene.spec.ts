import { expect } from 'chai';
import type { Payload } from '#src/payload.js';
import { type ClientState, INITIAL } from '../../../src/web/client/state.js';
import { sceneOf } from '../../../src/web/model/scene.js';
import {
  allSecret,
  firstScan,
  firstScanBegun,
  goodYear,
  noHistory,
  staleWithError,
} from '../support/snapshots.js';

const stateOf = (snapshot: Payload, more: Partial<ClientState> = {}): ClientState => ({
  ...INITIAL,
  loading: false,
  snapshot,
  ...more,
});

describe('what the page shows', () => {
  it('is its own shape while it waits, and the trouble when there is no answer', () => {
    expect(sceneOf(INITIAL).kind).to.equal('loading');
    expect(sceneOf({ ...INITIAL, trouble: { kind: 'offline' } }).kind).to.equal('trouble');
  });

  it('is the cabinet as soon as there is an answer, also in trouble', () => {
    expect(sceneOf(stateOf(goodYear(), { trouble: { kind: 'offline' } }))).to.include({
      kind: 'cabinet',
      firstScan: undefined,
      error: null,
    });
    expect(sceneOf(stateOf(allSecret())).kind).to.equal('cabinet');
  });

  it('is an invitation when there is nothing to count from', () => {
    const payload = noHistory();
    expect(sceneOf(stateOf(payload))).to.deep.equal({ kind: 'empty', payload, error: payload.error });
    const none = allSecret();
    const scan_meta = { ...none.scan_meta, sessions_total: 0 };
    expect(sceneOf(stateOf({ ...none, scan_meta }))).to.include({ kind: 'empty', error: null });
  });

  it('is the last known cabinet with the error when the history cannot be read any more', () => {
    const payload = staleWithError();
    expect(sceneOf(stateOf(payload))).to.include({ kind: 'cabinet', error: payload.error });
  });

  it('tells how far the first scan has come, by the newest that is known', () => {
    expect(sceneOf(stateOf(firstScanBegun()))).to.deep.include({
      kind: 'cabinet',
      firstScan: { scanned: 0, total: 0 },
    });
    expect(sceneOf(stateOf(firstScan()))).to.deep.include({ firstScan: { scanned: 180, total: 454 } });
    const scan = { scanned: 300, total: 454 };
    expect(sceneOf(stateOf(firstScan(), { scan }))).to.deep.include({ firstScan: scan });
  });

  it('keeps quiet about later scans', () => {
    const scan = { scanned: 1, total: 2 };
    expect(sceneOf(stateOf(goodYear(), { scan, updating: true }))).to.include({ firstScan: undefined });
  });
});
