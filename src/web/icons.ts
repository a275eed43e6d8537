import {
  Anvil,
  AppWindow,
  ArrowLeftRight,
  AudioLines,
  Badge,
  BookOpen,
  Braces,
  CalendarDays,
  Check,
  ChevronDown,
  Circle,
  CircleDashed,
  CloudOff,
  Code,
  Compass,
  Container,
  Copy,
  createElement,
  Diamond,
  Download,
  DraftingCompass,
  Eye,
  Flame,
  Folder,
  Footprints,
  Gem,
  GitBranch,
  Grid3x3,
  Hammer,
  Hexagon,
  Hourglass,
  Info,
  KeyRound,
  Landmark,
  Layers,
  Lock,
  LogIn,
  Moon,
  MountainSnow,
  MousePointerClick,
  Network,
  Octagon,
  Pencil,
  Plug,
  Puzzle,
  Pyramid,
  Quote,
  RadioTower,
  RefreshCw,
  Rewind,
  Rocket,
  RotateCcw,
  Router,
  ScrollText,
  Search,
  ServerCog,
  Share2,
  Shell,
  Shield,
  Ship,
  Skull,
  Sparkles,
  SquareTerminal,
  Syringe,
  Timer,
  TriangleAlert,
  Trophy,
  WandSparkles,
  WifiOff,
  Wine,
  Worm,
  X,
} from 'lucide';
import type { Look } from './model/look.js';

type Drawing = typeof Flame;

/** TABLE: the icon ids of the catalog. */
const OF_BADGES: Readonly<Record<string, Drawing>> = {
  antenna: RadioTower,
  anvil: Anvil,
  avalanche: MountainSnow,
  blueprint: DraftingCompass,
  branch: GitBranch,
  browser: AppWindow,
  cache: Layers,
  calendar: CalendarDays,
  clock: Timer,
  codex: BookOpen,
  colon: Braces,
  compass: Compass,
  container: Container,
  crystal: Gem,
  daemon: ServerCog,
  dragon: Worm,
  eye: Eye,
  flame: Flame,
  folder: Folder,
  hammer_scroll: Hammer,
  key: KeyRound,
  lock: Lock,
  marathon: Footprints,
  melting_clock: Hourglass,
  moon: Moon,
  needle: Syringe,
  nodes: Network,
  package_skull: Skull,
  palace: Landmark,
  pencil: Pencil,
  pixel: Grid3x3,
  plug: Plug,
  prism: Pyramid,
  puzzle: Puzzle,
  quote: Quote,
  restart: RotateCcw,
  rewind: Rewind,
  rocket: Rocket,
  router: Router,
  scroll: ScrollText,
  ship: Ship,
  spark_cursor: MousePointerClick,
  spiral: Shell,
  swap: ArrowLeftRight,
  terminal: SquareTerminal,
  wand: WandSparkles,
  warning: TriangleAlert,
  wave: AudioLines,
  wine: Wine,
};

/** A badge of an icon that this table does not know yet. */
const UNKNOWN = Code;

/** TABLE: the shape behind a badge's icon: its tier can be told without its colour. */
const SHAPES: Readonly<Record<Look, Drawing>> = {
  Copper: Circle,
  Silver: Hexagon,
  Gold: Octagon,
  Diamond: Diamond,
  Olympian: Badge,
  Feat: Shield,
  Waiting: Circle,
  Secret: CircleDashed,
};

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
} as const satisfies Readonly<Record<string, Drawing>>;

export type IconName = keyof typeof OF_PAGE;

/** A new picture; the words beside it say the same, so it is hidden from screen readers. */
export function icon(name: IconName): SVGElement {
  return draw(OF_PAGE[name], 'icon');
}

/** @param id the `icon` of a badge */
export function badgeIcon(id: string): SVGElement {
  return draw(OF_BADGES[id] ?? UNKNOWN, 'medal-icon');
}

export function shapeOf(look: Look): SVGElement {
  return draw(SHAPES[look], 'medal-shape');
}

/** True when there is a drawing for this `icon` of a badge. */
export function hasIcon(id: string): boolean {
  return Object.hasOwn(OF_BADGES, id);
}

function draw(drawing: Drawing, name: string): SVGElement {
  return createElement(drawing, { class: name, 'aria-hidden': 'true' });
}
