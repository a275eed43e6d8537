/** The icons of the page's own controls. Those of badges stand on their medals. */

import {
  Check,
  ChevronDown,
  CloudOff,
  Copy,
  createElement,
  Download,
  Info,
  LogIn,
  RefreshCw,
  Search,
  Share2,
  Sparkles,
  TriangleAlert,
  Trophy,
  WifiOff,
  X,
} from 'lucide';

const OF_PAGE = {
  check: Check,
  'chevron-down': ChevronDown,
  close: X,
  copy: Copy,
  download: Download,
  info: Info,
  offline: WifiOff,
  refresh: RefreshCw,
  search: Search,
  share: Share2,
  'signed-out': LogIn,
  sparkles: Sparkles,
  trophy: Trophy,
  unreadable: CloudOff,
  warning: TriangleAlert,
} as const satisfies Readonly<Record<string, typeof Check>>;

export type IconName = keyof typeof OF_PAGE;

/** A new picture; the words beside it say the same, so it is hidden from screen readers. */
export function icon(name: IconName): SVGElement {
  return createElement(OF_PAGE[name], { class: 'icon', 'aria-hidden': 'true' });
}
