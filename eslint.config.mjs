import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['lib', 'dist', 'node_modules', '.cdk8s', 'test/compat', '**/*.js', '*.mjs'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // absent is `undefined`, nothing else
      '@typescript-eslint/strict-boolean-expressions': 'error',
      '@typescript-eslint/prefer-nullish-coalescing': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `return problems.add(…)` ends a function early; it hands nothing over
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
      // `Target.set(scope, …)` reads like cdk8s' own `ApiObject.of`
      '@typescript-eslint/no-extraneous-class': ['error', { allowStaticOnly: true }],
      // leaving a key out of a record is done by naming it beside the rest
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // `new Construct(scope, id)` is how constructs are declared
      'no-new': 'off',
    },
  },
  { files: ['test/**/*.test.ts'], ...jest.configs['flat/recommended'] },
  {
    files: ['test/**/*.test.ts'],
    rules: {
      'jest/valid-expect': 'error',
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect*', 'expect', 'fc.assert'] }],
      'jest/no-conditional-expect': 'off',
    },
  },
);
