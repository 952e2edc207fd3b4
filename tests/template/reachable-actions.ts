import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { sourceFiles, sourceOf } from './sources.ts';

const DOCUMENT_ACTIONS: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  BatchGet: 'BatchGetItem',
  BatchWrite: 'BatchWriteItem',
  Query: 'Query',
  ConditionCheck: 'ConditionCheckItem',
};

const SERVICES: Readonly<Record<string, string>> = {
  '@aws-sdk/client-acm': 'acm',
  '@aws-sdk/client-acm-pca': 'acm-pca',
  '@aws-sdk/client-iam': 'iam',
  '@aws-sdk/client-sts': 'sts',
  '@aws-sdk/client-sns': 'sns',
  '@aws-sdk/client-eventbridge': 'events',
  '@aws-sdk/client-organizations': 'organizations',
};

/** No function reads with a person's own credentials. */
const OF_THE_TERMINAL = 'core/aws/own-credentials.ts';

const parsed = new Map<string, ts.SourceFile>();

/**
 * Which IAM actions a function can come to need, from its code.
 *
 * A handler composes whole adapters, but a function calls only the port methods that its own file and the gatherers it imports
 * name. So: the methods called there, each method's SDK commands in core/aws (through private methods and other adapters),
 * and the IAM action of each command.
 */
export const actionsReachedBy = (folder: string): ReadonlySet<string> =>
  actionsReachedFrom(`functions/${folder}/${folder}.ts`);

/** The same from any file that calls ports. */
function actionsReachedFrom(start: string): ReadonlySet<string> {
  const called = importedFrom(start).flatMap((file) => [...callsIn(parse(file))]);
  return new Set([...new Set(called)].flatMap((method) => [...(ADAPTER_METHODS.get(method)?.actions ?? [])]));
}

/** The IAM actions of all that functions read in accounts, the own one or others. */
export const readingActions = (folders: readonly string[]): ReadonlySet<string> =>
  readingActionsFrom(folders.map((folder) => `functions/${folder}/${folder}.ts`));

/** The same from any files that call ports: the commands of the command line. */
export const readingActionsFrom = (starts: readonly string[]): ReadonlySet<string> => {
  const own = new Set(
    [...ADAPTER_METHODS.values()].filter(({ inAccounts }) => !inAccounts).flatMap(({ actions }) => [...actions]),
  );
  const reached = starts.flatMap((start) => [...actionsReachedFrom(start)]);
  return new Set(reached.filter((action) => !own.has(action) && action !== 'sts:AssumeRole'));
};

interface Method {
  readonly actions: ReadonlySet<string>;
  /** Whether it reads in an account that is entered, which may be another one. */
  readonly inAccounts: boolean;
}

/** The public methods of core/aws by name. @throws Error where two adapters share a name: the rule would become blurred */
const ADAPTER_METHODS: ReadonlyMap<string, Method> = new Map(readAdapters());

function readAdapters(): readonly (readonly [string, Method])[] {
  const bodies = new Map<string, ts.Node>();
  for (const file of sourceFiles('core/aws').filter((each) => each !== OF_THE_TERMINAL))
    for (const [name, body] of methodsOf(parse(file))) {
      if (!name.includes('#') && bodies.has(name)) throw new Error(`Two adapters have a method ${name}.`);
      bodies.set(name, body);
    }
  const reached = (name: string, seen: Set<string>): readonly string[] => {
    const body = bodies.get(name);
    if (body === undefined || seen.has(name)) return [];
    seen.add(name);
    const file = body.getSourceFile();
    const called = [...callsIn(body)].map((call) => (call.startsWith('#') ? `${file.fileName}${call}` : call));
    return [...commandsIn(body, file), ...called.flatMap((call) => reached(call, seen))];
  };
  return [...bodies.keys()]
    .filter((name) => !name.includes('#'))
    .map((name) => {
      const seen = new Set<string>();
      const actions = new Set(reached(name, seen));
      return [name, { actions, inAccounts: seen.has('read') }] as const;
    });
}

/**
 * The methods of a file's classes, and the functions it exports for them; a private method carries its file's name, for
 * others may have one of the same name, and a function says that it is one.
 */
function methodsOf(file: ts.SourceFile): readonly (readonly [string, ts.Node])[] {
  const methods = file.statements.filter(ts.isClassDeclaration).flatMap(({ members }) =>
    members.filter(ts.isMethodDeclaration).map((method) => {
      const name = method.name.getText(file);
      return [name.startsWith('#') ? `${file.fileName}${name}` : name, method] as const;
    }),
  );
  const functions = file.statements.filter(ts.isFunctionDeclaration).filter(isExported);
  return [...methods, ...functions.map((each) => [functionKey(each.name?.text ?? ''), each] as const)];
}

/** A function's name is no method's: a callback named like one is not taken for it. */
function functionKey(name: string): string {
  return `function ${name}`;
}

function isExported({ modifiers }: ts.FunctionDeclaration): boolean {
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

/** The names of the methods and functions that are called somewhere in a piece of code. */
function callsIn(node: ts.Node): ReadonlySet<string> {
  const names = new Set<string>();
  visit(node, (each) => {
    if (!ts.isCallExpression(each)) return;
    if (ts.isPropertyAccessExpression(each.expression)) names.add(each.expression.name.text);
    if (ts.isIdentifier(each.expression)) names.add(functionKey(each.expression.text));
  });
  return names;
}

/** The IAM actions of the SDK commands and paginators in a piece of code. */
function commandsIn(node: ts.Node, file: ts.SourceFile): readonly string[] {
  const modules = importsOf(file);
  const actions: string[] = [];
  visit(node, (each) => {
    const item = transactionItem(each);
    if (item !== undefined) actions.push(`dynamodb:${DOCUMENT_ACTIONS[item]}`);
    if (!ts.isNewExpression(each) && !ts.isCallExpression(each)) return;
    const name = each.expression.getText(file);
    const operation = /^(\w+)Command$/.exec(name)?.[1] ?? /^paginate(\w+)$/.exec(name)?.[1];
    // A transaction needs the rights of its items: there is no action for it.
    if (operation !== undefined && operation !== 'TransactWrite')
      actions.push(actionOf(operation, modules.get(name) ?? ''));
  });
  return actions;
}

/** `Put: { TableName: …` → Put: an item of a transaction, wherever it is made. */
function transactionItem(node: ts.Node): string | undefined {
  if (!ts.isPropertyAssignment(node) || !ts.isObjectLiteralExpression(node.initializer)) return undefined;
  const members = node.initializer.properties.map((property) => property.name?.getText());
  return members.includes('TableName')
    ? /^(Put|Update|Delete|ConditionCheck)$/.exec(node.name.getText())?.[1]
    : undefined;
}

function actionOf(operation: string, module: string): string {
  if (module === '@aws-sdk/lib-dynamodb') return `dynamodb:${DOCUMENT_ACTIONS[operation] ?? operation}`;
  if (SERVICES[module] === undefined) throw new Error(`Which service is ${module}?`);
  return `${SERVICES[module]}:${operation}`;
}

/** A file and what it imports of the product, types left out; never core/aws. */
function importedFrom(file: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(file) || file.startsWith('core/aws/')) return [];
  seen.add(file);
  const local = [...importsOf(parse(file)).values()].filter((module) => module.startsWith('.'));
  return [file, ...local.flatMap((module) => importedFrom(normalize(join(dirname(file), module)), seen))];
}

/** What a file imports by name, and from where. */
function importsOf(file: ts.SourceFile): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || statement.importClause?.isTypeOnly) continue;
    const module = (statement.moduleSpecifier as ts.StringLiteral).text;
    const bindings = statement.importClause?.namedBindings;
    if (bindings && ts.isNamedImports(bindings))
      for (const { name, isTypeOnly } of bindings.elements) if (!isTypeOnly) names.set(name.text, module);
  }
  return names;
}

function parse(file: string): ts.SourceFile {
  const known = parsed.get(file) ?? ts.createSourceFile(file, sourceOf(file), ts.ScriptTarget.Latest, true);
  parsed.set(file, known);
  return known;
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}
