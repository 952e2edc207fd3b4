import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { declarationsOf, memberDoing, pathOf, productFile, type Made } from './product-program.ts';
import { sourceFiles } from './sources.ts';

const DOCUMENT_ACTIONS: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  BatchGet: 'BatchGetItem',
  BatchWrite: 'BatchWriteItem',
  Query: 'Query',
  Scan: 'Scan',
  ConditionCheck: 'ConditionCheckItem',
};

const SERVICES: Readonly<Record<string, string>> = {
  '@aws-sdk/client-acm': 'acm',
  '@aws-sdk/client-acm-pca': 'acm-pca',
  '@aws-sdk/client-iam': 'iam',
  '@aws-sdk/client-sts': 'sts',
  '@aws-sdk/client-resource-groups-tagging-api': 'tag',
  '@aws-sdk/client-rolesanywhere': 'rolesanywhere',
  '@aws-sdk/client-sns': 'sns',
  '@aws-sdk/client-s3': 's3',
  '@aws-sdk/client-secrets-manager': 'secretsmanager',
  '@aws-sdk/client-securityhub': 'securityhub',
  '@aws-sdk/client-sfn': 'states',
  '@aws-sdk/client-cloudformation': 'cloudformation',
  '@aws-sdk/client-config-service': 'config',
  '@aws-sdk/client-eventbridge': 'events',
  '@aws-sdk/client-organizations': 'organizations',
};

/** Operations that another action, or more than one, stands for (Service Authorization Reference). */
const OTHER_ACTIONS: Readonly<Record<string, string>> = { 's3:ListObjectsV2': 's3:ListBucket' };

/** No function works with a person's own credentials. */
const OF_THE_TERMINAL: readonly string[] = [
  'core/aws/own-credentials.ts',
  'core/aws/own-secrets.ts',
  'core/aws/own-stores.ts',
  'core/aws/budget-usage.ts',
  'core/aws/deployment.ts',
  'core/aws/followed-executions.ts',
  'core/aws/task-answers.ts',
];

/** Whoever calls the one reads in an account that is entered, the other acts there; it may be another one. */
const ENTERS_ACCOUNTS = { reads: 'AccountReader.read', acts: 'ActedAccounts.clientsFor' };

/**
 * Which IAM actions a function can come to need, from its code.
 *
 * A handler composes whole adapters, but a function calls only the port methods that its own file and the gatherers it imports
 * name. So: the methods called there, what core/aws does for each (through other adapters as well, as types tell), its SDK
 * commands, and the IAM action of each command.
 */
export const actionsReachedBy = (folder: string): ReadonlySet<string> =>
  new Set(methodsCalledFrom(`functions/${folder}/${folder}.ts`).flatMap(({ actions }) => actions));

/** The IAM actions of all that functions read in accounts, the own one or others. */
export const readingActions = (folders: readonly string[]): ReadonlySet<string> =>
  readingActionsFrom(folders.map((folder) => `functions/${folder}/${folder}.ts`));

/** The IAM actions of all that functions do in accounts, the own one or others, to replace certificates. */
export const actingActions = (folders: readonly string[]): ReadonlySet<string> =>
  inAccounts(folders.map((folder) => `functions/${folder}/${folder}.ts`).flatMap(methodsCalledFrom), 'acts');

/** What being in accounts takes of the hub itself: the way in, what is remembered, where reports are written. */
const IN_THE_HUB = /^(sts|dynamodb|s3):/;

/** The same from any files that call ports: the commands of the command line. */
export const readingActionsFrom = (starts: readonly string[]): ReadonlySet<string> =>
  inAccounts(starts.flatMap(methodsCalledFrom), 'reads');

function inAccounts(called: readonly Method[], how: Entering): ReadonlySet<string> {
  const entering = called.filter(({ enters }) => enters.includes(how));
  return new Set(entering.flatMap(({ actions }) => actions).filter((action) => !IN_THE_HUB.test(action)));
}

type Entering = keyof typeof ENTERS_ACCOUNTS;

interface Method {
  readonly actions: readonly string[];
  readonly enters: readonly Entering[];
}

/** What the calls of a file, and of what it imports, come to in core/aws. */
const methodsCalledFrom = (start: string): readonly Method[] =>
  importedFrom(start)
    .flatMap((file) => calledIn(productFile(file)))
    .map(methodOf);

const methods = new Map<ts.Node, Method>();

function methodOf(called: ts.Node): Method {
  const known = methods.get(called);
  if (known !== undefined) return known;
  const bodies = new Set<ts.Node>();
  reach(called, bodies);
  const method = {
    actions: [...bodies].flatMap(commandsIn),
    enters: (['reads', 'acts'] as const).filter((how) =>
      [...bodies].some((body) => nameOf(body) === ENTERS_ACCOUNTS[how]),
    ),
  };
  methods.set(called, method);
  return method;
}

/** All that can run when something of core/aws is called. */
function reach(called: ts.Node, seen: Set<ts.Node>): void {
  if (seen.has(called)) return;
  seen.add(called);
  for (const adapter of ADAPTERS) {
    const member = memberDoing(adapter, called);
    if (member !== undefined) reach(member, seen);
  }
  if (pathOf(called).startsWith('core/aws/')) for (const each of calledIn(called)) reach(each, seen);
}

const isFunction = (property: ts.Node): boolean =>
  ts.isMethodDeclaration(property) || (ts.isPropertyAssignment(property) && ts.isArrowFunction(property.initializer));

/** What core/aws has that may do what a port promises: classes, and objects that are made for it. */
const ADAPTERS: readonly Made[] = sourceFiles('core/aws')
  .filter((file) => !OF_THE_TERMINAL.includes(file))
  .flatMap((file) => {
    const made: Made[] = [];
    visit(productFile(file), (node) => {
      if (ts.isClassDeclaration(node) || (ts.isObjectLiteralExpression(node) && node.properties.some(isFunction)))
        made.push(node);
    });
    return made;
  });

/** What is called somewhere in a piece of code: functions, methods, members of interfaces. */
function calledIn(node: ts.Node): readonly ts.Node[] {
  const called = new Set<ts.Node>();
  visit(node, (each) => {
    if (!ts.isCallExpression(each)) return;
    const { expression } = each;
    const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
    for (const declaration of declarationsOf(name)) called.add(declaration);
  });
  return [...called];
}

/** `AccountReader.read` */
function nameOf(node: ts.Node): string {
  const { name, parent } = node as ts.MethodSignature;
  return ts.isInterfaceDeclaration(parent) ? `${parent.name.text}.${name.getText()}` : '';
}

/** The IAM actions of the SDK commands and paginators in a piece of code. */
function commandsIn(node: ts.Node): readonly string[] {
  if (!pathOf(node).startsWith('core/aws/')) return [];
  const modules = importsOf(node.getSourceFile());
  const actions: string[] = [];
  visit(node, (each) => {
    const item = transactionItem(each);
    if (item !== undefined) actions.push(`dynamodb:${DOCUMENT_ACTIONS[item]}`);
    if (!ts.isNewExpression(each) && !ts.isCallExpression(each)) return;
    const { name, module } = importedName(each.expression.getText(), modules);
    const operation = /^(\w+)Command$/.exec(name)?.[1] ?? /^paginate(\w+)$/.exec(name)?.[1];
    // A transaction needs the rights of its items: there is no action for it.
    if (operation !== undefined && operation !== 'TransactWrite') actions.push(actionOf(operation, module));
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
  const action = `${SERVICES[module]}:${operation}`;
  return OTHER_ACTIONS[action] ?? action;
}

/** A file and what it imports of the product, types left out; never core/aws. */
function importedFrom(file: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(file) || file.startsWith('core/aws/')) return [];
  seen.add(file);
  const local = [...importsOf(productFile(file)).values()].flatMap(({ module }) =>
    module.startsWith('.') ? [module] : [],
  );
  return [file, ...local.flatMap((module) => importedFrom(normalize(join(dirname(file), module)), seen))];
}

interface Imported {
  /** As the module exports it. */
  readonly name: string;
  readonly module: string;
}

const importedName = (name: string, imports: ReadonlyMap<string, Imported>): Imported =>
  imports.get(name) ?? { name, module: '' };

/** What a file imports by name, and from where; types left out. */
function importsOf(file: ts.SourceFile): ReadonlyMap<string, Imported> {
  const names = new Map<string, Imported>();
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || statement.importClause?.isTypeOnly) continue;
    const module = (statement.moduleSpecifier as ts.StringLiteral).text;
    const bindings = statement.importClause?.namedBindings;
    if (bindings && ts.isNamedImports(bindings))
      for (const { name, propertyName, isTypeOnly } of bindings.elements)
        if (!isTypeOnly) names.set(name.text, { name: (propertyName ?? name).text, module });
  }
  return names;
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}
