import { expect } from 'chai';
import { styles } from '../../src/web/styles/styles.js';

const TEXT = styles.map(({ cssText }) => cssText).join('\n');

describe('the styles', () => {
  it('fade what scrolls only where the browser can tell how far it is scrolled', () => {
    expect(TEXT).to.match(/animation-timeline/);
    const unguarded = TEXT.replace(/@supports \(animation-timeline[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '');
    expect(unguarded.replace(/@supports not \([^)]*\([^)]*\)\)/g, '')).not.to.match(/animation-timeline/);
    // Without a timeline the animation is over at once, and its end fades what is chosen.
    expect(unguarded).not.to.match(/animation: more-waits/);
  });

  it('name sides by the direction of reading', () => {
    const physical =
      /(?<![-\w])(?:margin|padding|border|inset)-(?:left|right)\b|(?<![-\w])(?:left|right):|(?:text-align|float): (?:left|right)/;
    expect(TEXT).not.to.match(physical);
  });
});
