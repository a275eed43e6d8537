import { AchievementsError } from '../errors.js';

/** What a host says to the page in `response.locals.hermesAchievements`, and the `<meta>` that carries it. */
const METAS = {
  api: { name: 'hermes-achievements-api', takes: 'an address', content: textOf },
  headers: { name: 'hermes-achievements-headers', takes: 'an object of texts', content: headersOf },
} as const;

/**
 * The lines of the page's head that hand the host's settings to the element.
 * @param settings what the host has set, of whatever kind
 * @throws AchievementsError `ERR_ACHIEVEMENTS_INTERNAL` that says what is wrong: an own mistake of the host
 */
export function settingsAsMetas(settings: unknown): string {
  if (settings === undefined) return '';
  if (!isRecord(settings)) throw wrong('', 'an object with api or headers');
  for (const key of Object.keys(settings)) {
    if (!Object.hasOwn(METAS, key)) throw wrong('', 'api and headers only');
  }
  return (['api', 'headers'] as const).map((key) => meta(key, settings[key])).join('');
}

/** For an attribute in double quotes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function meta(key: keyof typeof METAS, value: unknown): string {
  if (value === undefined) return '';
  const { name, takes, content } = METAS[key];
  const text = content(value);
  if (text === undefined) throw wrong(`.${key}`, takes);
  return `<meta name="${name}" content="${escaped(text)}">\n`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function headersOf(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  return Object.values(value).every((header) => typeof header === 'string')
    ? JSON.stringify(value)
    : undefined;
}

function wrong(where: string, takes: string): AchievementsError {
  const message = `response.locals.hermesAchievements${where} takes ${takes}; the host has set something else.`;
  return new AchievementsError('ERR_ACHIEVEMENTS_INTERNAL', message);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
