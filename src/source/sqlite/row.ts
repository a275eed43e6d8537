/**
 * A row of our statements as the driver hands it out: each fills some columns, and any value may be in them. Every column is
 * named: without that SQLite names it as the table does, in any case.
 */
export type Row = { readonly [column in Column]?: unknown };

type Column =
  // What a history looks like.
  | 'owner'
  | 'name'
  | 'type'
  | 'key'
  | 'hasRowids'
  | 'indexName'
  | 'isUnique'
  | 'collation'
  | 'encoding'
  // A list of sessions. "Packed" is one value, a JSON list, since the driver's price is by the value.
  | 'packed'
  | 'activity'
  | 'sessions'
  | 'odd'
  | 'long'
  | 'rows'
  | 'rowids'
  | 'last'
  | 'title'
  | 'model'
  // Messages, packed column by column.
  | 'kinds'
  | 'roles'
  | 'ids'
  | 'contentBytes'
  | 'contentTexts'
  | 'toolCallsBytes'
  | 'toolCallsTexts'
  | 'toolNames'
  | 'times'
  // Bodies, one by one.
  | 'id'
  | 'content'
  | 'toolCalls'
  | 'toolName'
  | 'slice'
  // Checks.
  | 'listed'
  | 'read'
  | 'misfits'
  | 'quick_check';
