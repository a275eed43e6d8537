/** Variables of Node that a child needs as much as its host. All others speak to the host alone. */
const KEPT: readonly string[] = ['NODE_ICU_DATA'];

/**
 * The environment of a child: the host's, but for what makes Node itself do something there. `NODE_OPTIONS` brings the
 * hooks of monitors and the ports of debuggers, `NODE_CHANNEL_FD` and `NODE_UNIQUE_ID` belong to a host that is a child
 * itself, `NODE_V8_COVERAGE` and `NODE_DEBUG` have it write files and lines that nobody expects.
 * @param electron whether the host is Electron, whose program is Node only when told so
 */
export function childEnvironment(
  environment: Readonly<NodeJS.ProcessEnv>,
  electron: boolean,
): NodeJS.ProcessEnv {
  const handed = Object.entries(environment).filter(
    ([name]) => !name.toUpperCase().startsWith('NODE_') || KEPT.includes(name),
  );
  return { ...Object.fromEntries(handed), ...(electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}) };
}
