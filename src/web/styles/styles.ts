import { base } from './base.js';
import { cardStyles } from './cards.js';
import { headerStyles } from './header.js';
import { largeStyles } from './large.js';
import { medalStyles } from './medal.js';
import { mediaStyles } from './media.js';
import { overlayStyles } from './overlays.js';
import { summaryStyles } from './summary.js';
import { tokens } from './tokens.js';
import { toolbarStyles } from './toolbar.js';
import { yearStyles } from './year.js';

export const styles = [
  tokens,
  base,
  headerStyles,
  medalStyles,
  summaryStyles,
  toolbarStyles,
  cardStyles,
  yearStyles,
  overlayStyles,
  largeStyles,
  mediaStyles,
];
