/**
 * The key of the tests' authority. Everybody knows it, so that it signs the same bytes in every run: to make one takes longer
 * than most tests, and RSA with PKCS#1 v1.5 is the signature without randomness.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

const pkcs1 = [
  'MIIEpQIBAAKCAQEAncSfaV9NlQsoAHvwGJ0wZxPkoNxQ4yN1UYX0yuaPibzvZWrmXQntFKb7/AMGfGFA4dNe4k7J6Jkppeac6uSWShSx',
  'A3jkL+14oFPqzHVOFiFxDhuI/TMTH3hPJdTMdX+e3F8PD0MhjptIKE/9KyUsJqWaW00y3lL5XsPGpTk8IuGxxhbjTikKG5uP0fNF4PQ/',
  'ZyDrYnaEZ36omPRrt3LroHJhUUe23zuITVsjLILwnDkodEgIuTgiZgfSa0QEWGK9ALmwN+Vzzr6zQhKGqMJFPqerStQ5SY2vmdUHN92V',
  'Uj76CJCRBEwviyNiKLNNGjZQEwPm5nN2Eay1MhRZdxEKCwIDAQABAoIBAADWJ5A7+KHXLs2d2p6OytBpGxe9Q1KJABjAEJW41j8BOPW9',
  'NN5+bHrlDcX+0Bx9uYXZBJJHn6tzkHR4PhHCx4c6B9xAWllktXSILWELKDBW2g4cmEPbbvkGPskxESp4VEPP3zkR/o4Ohbns/qcpacwE',
  'qcZdKO1j3D2j5RxAKvD2ZkLtjfzzsJomAC82UqOvg4oN9uWzRfJ95sVdjQ/Mt4Ph5K4niTVNui9BvkEWb/Rezx8cHCe44ulptYm9itPp',
  'o0hVFrR7PhzAeDZ5zMxxGL5EZjx7KO4zcPrnc95c05cTdfXm45z7RnDbllKSH81QoE8d9PtdCURfcVqQ44Tv4okCgYEA2mQyibz2UMBj',
  'YpVevNCBUoNAG3yi1OkHZUSJn5jePlmPwLJZD5oWpcA8u0el41wAGul4Om36OUkmeRiA56W+AOoAYbkGZXPtPXorCBpeaJNv9prVZgQh',
  'AC3jUey+JBkRZjn4luY9X5FrOtvtrELTGU2QiJfPFVb4TNbxPNt4ezkCgYEAuO/XJrsO9GkkCnSQOX7W8xoFrqAVgrqeHTGONlAaJ36S',
  'pnqs0h3HVXyYsDbdBUn5Vcw059VXOkvwfLi8EDUQJdNpWSA+wb42C16MT5kmNkbsMUa5pDm7YLWprhALN9VRpfUDJ4Toj8kTvRmcd6Gp',
  'ef/SVCA3nq2odCL4UiVte2MCgYEArRrcwDbKmwlT/bFeLZWr3CZy6xaoztCC7y8bUyjNiGhfPKNhWq+NogY1XVEWWZfz8WD7znyb6Upl',
  'N3lHu9WxPHI+qTcKreHsu10ZvMuB56xuA++IlNtS+RxmYeqgcGZ6Vyg+NgX7wcO3Vik7Q96YCydjGBIUr9qG6Ak7oDxqTGkCgYEAita8',
  'bn5GhuUcQqEp2ZBI7S8fDu9t1rwlkgMvIcVXLUlP7Z3xerkSejJVKw21NpBHmMr6+QVoPALg47GItp4vpkYmM9wKYUdcqYJs0iFG1768',
  '+W2AVzNkYgFgBqZS1bLXXkEoAhY8xh2OLQw6NHHwmv+ctr2NJBp5ed77ECi7HcMCgYEAi+wWIAGLXwA9/qlapgjqb7ISFkwUf0esvHGK',
  'goFOG76p/9StJzRrJthfDkpSbFgHVnJZnbA3Ft49A5lhJ4RegkWrzIiIMfdf83GjqzizMClHDppNdo04OMSHFII7uiE+wyHPehBnull5',
  'dHc2HvtH8zSq0LYwYpcxi43k7UbvktY=',
].join('');

export const authorityKey: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } = (() => {
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs1, 'base64'), format: 'der', type: 'pkcs1' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
})();
