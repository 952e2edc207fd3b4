import { dirname, join, normalize, relative } from 'node:path';
import ts from 'typescript';
import { sourceFiles } from './sources.ts';

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  types: [],
};

/** The product's own files; what they import from elsewhere is unknown to it: a second instead of ten. */
function readProduct(): ts.Program {
  const host = ts.createCompilerHost(OPTIONS);
  host.resolveModuleNameLiterals = (literals, importing) =>
    literals.map(({ text }) => ({
      resolvedModule: text.startsWith('.')
        ? { resolvedFileName: join(dirname(importing), text), extension: ts.Extension.Ts }
        : undefined,
    }));
  const files = sourceFiles('core', 'functions', 'cli').map((file) => join(process.cwd(), file));
  const program = ts.createProgram(files, OPTIONS, host);
  program.getTypeChecker(); // nodes know their parents from then on
  return program;
}

let read: ts.Program | undefined;

const product = (): ts.Program => (read ??= readProduct());

/** A file of the product. @throws Error where there is none */
export function productFile(file: string): ts.SourceFile {
  const found = product().getSourceFile(join(process.cwd(), normalize(file)));
  if (found === undefined) throw new Error(`${file} is no file of the product.`);
  return found;
}

/** `core/aws/table.ts` */
export const pathOf = (node: ts.Node): string => relative(process.cwd(), node.getSourceFile().fileName);

/** Where what stands here is declared: functions, methods, members of interfaces; through imports, Pick and the like. */
export function declarationsOf(name: ts.Node): readonly ts.Declaration[] {
  const checker = product().getTypeChecker();
  const symbol = checker.getSymbolAtLocation(name);
  return declarationsIn(symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
}

/**
 * The members, if any, by which a class or an object made for somebody does what is declared as a member of an interface: such
 * an interface is often written down by whoever calls it, and named by nobody else.
 */
export function memberDoing(made: Made, declared: ts.Node): ts.Node | undefined {
  const { parent, name } = declared as ts.MethodSignature;
  if (!ts.isInterfaceDeclaration(parent) && !ts.isTypeLiteralNode(parent)) return undefined;
  const checker = product().getTypeChecker();
  const type = ts.isClassDeclaration(made) ? checker.getTypeAtLocation(made) : checker.getContextualType(made);
  const member = made.kind === ts.SyntaxKind.ClassDeclaration ? made.members : made.properties;
  const found = [...member].find((each) => each.name?.getText() === name.getText());
  if (type === undefined || found === undefined) return undefined;
  return checker.isTypeAssignableTo(type, checker.getTypeAtLocation(parent)) ? found : undefined;
}

export type Made = ts.ClassDeclaration | ts.ObjectLiteralExpression;

const declarationsIn = (symbol: ts.Symbol | undefined): readonly ts.Declaration[] => symbol?.declarations ?? [];
