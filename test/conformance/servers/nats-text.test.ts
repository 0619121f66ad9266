import { readNatsText } from './nats-text';

describe('a file of nats-server', () => {
  test('is read: blocks, lists, quotes, words, numbers and comments', () => {
    const text = `
      # nobody
      system_account: SYS
      accounts {
        SYS: {}
        "a#b" { limits { max_connections: 4, max_leafnodes: -1 } # of clients
          exports: [
            { service: "tools.{a}.>", accounts: ["a", "b"], response_type: "stream" }
            { service: x }
          ]
          max_bytes_required: true
          empty: []
        }
      }`;
    expect(readNatsText(text)).toEqual({
      system_account: 'SYS',
      accounts: {
        SYS: {},
        'a#b': {
          limits: { max_connections: 4, max_leafnodes: -1 },
          exports: [{ service: 'tools.{a}.>', accounts: ['a', 'b'], response_type: 'stream' }, { service: 'x' }],
          max_bytes_required: true,
          empty: [],
        },
      },
    });
  });

  test.each([
    ['a { b: 1', 'ends within a block'],
    ['a: [1', 'ends within a block'],
    ['a {}}', 'neither key nor value: }'],
    ['{ a: 1 }', 'neither key nor value: {'],
    ['a: }', 'neither key nor value: }'],
    ['a: 1\na: 2', 'a key twice: a, a'],
    ['a: [b ]]', 'neither key nor value: ]'],
  ])('fails: %j', (text, problem) => {
    expect(() => readNatsText(text)).toThrow(problem);
  });
});
