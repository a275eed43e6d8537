import express, {
  type ErrorRequestHandler,
  type Express,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import { isNamed } from '../../host-names.js';

const OWN_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** Where clients of the earlier plugin look for it. */
const PLUGIN = '/api/plugins/hermes-achievements';

/** The achievements at the root, and where the earlier plugin had them, for whoever sits at this machine. */
export function createApp(achievements: Router): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(refuseForeignNames);
  app.use(achievements);
  app.use(PLUGIN, achievements);
  app.use(notFound);
  app.use(onError);
  return app;
}

/**
 * Listening on the loopback address keeps other machines out, but not other web sites: one whose name is made to lead
 * here (DNS rebinding) would be let in by the browser as the owner of what it gets. Its requests carry its own name.
 */
const refuseForeignNames: RequestHandler = (request, response, next) => {
  if (isNamed(OWN_NAMES, request.get('Host'))) next();
  else problem(response, 403, 'Forbidden', 'This server answers to localhost, 127.0.0.1 and [::1] only.');
};

const notFound: RequestHandler = (_request, response) => {
  problem(response, 404, 'Not Found', 'There is nothing here. The page is at /, its data at /achievements.');
};

// Four parameters are what tells Express that this handles errors. Its own handler would show a stack.
const onError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  if (error instanceof URIError) problem(response, 400, 'Bad Request', 'The path cannot be decoded.');
  else problem(response, 500, 'Internal Server Error', 'Something broke.');
};

function problem(response: Response, status: number, title: string, detail: string): void {
  response
    .status(status)
    .type('application/problem+json')
    .json({ type: 'about:blank', title, status, detail });
}
