import { type Rule, rules } from './sources';

/** Where the form of a message is explained. */
const INTRODUCTION = [
  '# Rules',
  '',
  'Every rule that can be reported, by its id. Made from the sources by `npm run rules`: the reason and the source stand in a comment beside the rule,',
  'the fix is the text of the message, in which `…` stands for a value. "Our choice" is a limit that this project sets and no component demands.',
  'A rule without a fix is a finding about a rendered field, which is to be corrected.',
];

/** `docs/rules.md`: every rule, why it exists, where that comes from, what to do, and the files that check it. */
export function ruleTable(all: readonly Rule[] = rules()): string {
  return [...INTRODUCTION, '', '| rule | why | source | fix | checked in |', '|---|---|---|---|---|', ...all.map(line), ''].join('\n');
}

function line({ id, reasons, fixes, files }: Rule): string {
  const [reason] = reasons;
  const why = reason === undefined ? '' : reason.text.charAt(0).toUpperCase() + reason.text.slice(1);
  const source = reason?.source === undefined ? 'our choice' : `[${new URL(reason.source).host}](${reason.source})`;
  const checked = files.map((file) => `[${file}](../${file})`).join(', ');
  return `| \`${id}\` | ${cell(why)} | ${source} | ${cell(fixes.join('; or: '))} | ${checked} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
}
