/** What is said around the tool calls. */

/** Before a call; often nothing. */
export const LEADS = [
  '',
  '',
  '',
  '',
  'Let me look.',
  'One moment.',
  'That should do; checking.',
  'Found something in {file}.',
  'Next, the {thing}.',
  'Small step first.',
];

/** The agent, before it hands back. */
export const PAUSES = [
  'Done with the first half: the {thing} {behaviour}.',
  'The {thing} {behaviour} now. Shall I go on?',
  'I found two places in {file}; one of them was only a typo.',
  'It {behaviour}. The other half is in {file}.',
];

/** The user, in between. */
export const NUDGES = [
  'Lovely. One more small change: the {thing}.',
  'Yes, go on.',
  'Hm, it was better before. Could it be smaller?',
  'And on a phone?',
  'Try again, please, I had the wrong window open.',
  'Good. Now the {thing}, then tea.',
];

/** The agent, at the end. */
export const CLOSINGS = [
  'All done: the {thing} {behaviour}.',
  'That is it for today. The {thing} {behaviour}, and the tests agree.',
  'Finished. I would look at {file} once more tomorrow, with fresh eyes.',
  'Done, and written down for next time.',
];
