import type { ApiRequest, Reply } from './messages.js';
import { PAGE_OPERATIONS } from './openapi/page-operations.js';
import type { Operation } from './openapi/types.js';
import type { LoadedPage, PageFiles } from './page-files.js';
import { escaped, settingsAsMetas } from './page-settings.js';
import { prepareBytes } from './prepared.js';
import { kept } from './responses.js';

/** Answers GET and HEAD; `undefined`: nothing of ours has that name. */
type PageHandler = (files: PageFiles, request: ApiRequest) => Promise<Reply | undefined>;

export interface PageRoute {
  /** Below the mount; `:name` stands for one segment. */
  readonly path: string;
  readonly handle: PageHandler;
  /** What is said about it. */
  readonly operation: Operation;
}

const NO_SNIFFING = { 'X-Content-Type-Options': 'nosniff' };

const PAGE_HEADERS = {
  ...NO_SNIFFING,
  'Content-Security-Policy': "default-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'",
  'Referrer-Policy': 'same-origin',
};

const ASKED_ABOUT = 'no-cache';
/** Its name changes with its content, and nothing in it is private. */
const FOR_EVER = 'public, max-age=31536000, immutable';

const page: PageHandler = async (files, request) => {
  const { manifest } = await files.load();
  const html = document(manifest, request.lastSegment, settingsAsMetas(request.pageSettings));
  return kept(prepareBytes(Buffer.from(html), 'text/html; charset=utf-8'), request, PAGE_HEADERS);
};

/** The address that hosts embed: it stays, and leads to the bundle of the day. */
const entry: PageHandler = async (files, request) => {
  const { manifest } = await files.load();
  const module = Buffer.from(`export * from './assets/${manifest.script}';\n`);
  return kept(prepareBytes(module, 'text/javascript; charset=utf-8'), request, NO_SNIFFING, ASKED_ABOUT);
};

/** The name is looked up among what was built; it never becomes a path. */
const asset: PageHandler = async (files, request) => {
  const { name } = request.params;
  if (typeof name !== 'string') return undefined;
  const body = (await files.load()).files.get(name);
  return body && kept(body, request, NO_SNIFFING, FOR_EVER);
};

/** What belongs to the page. All other methods and names are the host's. */
export const PAGE_ROUTES: readonly PageRoute[] = [
  { path: '/', handle: page, operation: PAGE_OPERATIONS.page },
  { path: '/achievements.js', handle: entry, operation: PAGE_OPERATIONS.entry },
  { path: '/assets/:name', handle: asset, operation: PAGE_OPERATIONS.asset },
];

/**
 * The page. Its links are relative, as a proxy may have taken off a part of the path that only the browser knows.
 * What stands in the element is seen until its script has come: with the style sheet, after a moment.
 * @param lastSegment of the path it was asked for at: without a trailing slash, links begin there
 * @param metas lines of the host
 */
function document(
  { script, element, style, icon }: LoadedPage['manifest'],
  lastSegment: string,
  metas: string,
): string {
  // The dot keeps a segment such as `javascript:` from being a scheme.
  const here = escaped(lastSegment === '' ? './' : `./${lastSegment}/`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Achievements</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${metas}<link rel="icon" type="image/svg+xml" href="${here}assets/${icon}">
<link rel="stylesheet" href="${here}assets/${style}">
<link rel="modulepreload" href="${here}assets/${element}">
<script type="module" src="${here}assets/${script}"></script>
</head>
<body>
<main>
<hermes-achievements>
<p class="waiting">The badges are on their way. If they do not come, the script of this page was not let through: a
login may have run out, or there were too many requests. <a href="">Load the page anew</a></p>
</hermes-achievements>
</main>
<noscript>Your badges are counted, but it takes JavaScript to show them.</noscript>
</body>
</html>
`;
}
