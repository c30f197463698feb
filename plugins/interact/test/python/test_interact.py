"""Interacts: running, reading, setting, adding and deleting controls, from inside and outside."""

import unittest

from stoa_interact.interact import Gone

from .kit import described, moved, session


class InteractTest(unittest.TestCase):

    def setUp(self) -> None:
        self.salvus, self.interact = session()
        self.seen: list = []

    def id(self) -> str:
        return next(message['open'] for message in self.salvus.sent if 'open' in message)

    def test_runs(self) -> None:
        """[I-1] the function runs at once and whenever a control is moved, its output between the two messages of its group"""
        @self.interact
        def f(a=(0, 10, 1), b=True):
            self.seen.append((a, b, self.interact.changed()))
        moved(self.interact, self.id(), a=4)
        moved(self.interact, self.id(), b=False)
        self.assertEqual(self.seen, [(0, True, []), (4, True, ['a']), (4, False, ['b'])])
        self.assertEqual([next(iter(message)) for message in self.salvus.sent], ['interact', 'close'] * 3)
        told = described(self.salvus)
        self.assertEqual((told['by_name']['a']['default'], told['by_name']['a']['by'], told['moved'], told['move']), (4, 'Ada', {'by': 'Ada', 'var': 'b'}, 1))

    def test_inside(self) -> None:
        """[I-2] inside the function controls are read, set, added and deleted, and everybody is told"""
        @self.interact
        def f(a=(0, 10, 1), gone=1):
            if self.interact.changed() == ['a']:
                self.interact.a = 7
                self.interact.added = ('new', [1, 2, 3])
                del self.interact.gone
            self.seen.append(self.interact.a)
        moved(self.interact, self.id(), a=4)
        told = described(self.salvus)
        self.assertEqual((self.seen, list(told['by_name']), told['by_name']['a']['default'], told['by_name']['added']['label']), ([0, 7], ['a', 'added'], 7, 'new'))
        with self.assertRaises(RuntimeError):
            self.interact.a

    def test_outside(self) -> None:
        """[I-2] outside, the function's own name does the same, and calling it sets and runs"""
        @self.interact
        def f(a=(0, 10, 1), b=2):
            """Says f."""
            self.seen.append((a, b))
            return a + b
        self.assertEqual((f.a, f(a=3), f.a, f.__doc__, f.changed()), (0, 5, 3, 'Says f.', []))
        f.b = 10
        self.assertEqual((f.changed(), described(self.salvus)['by_name']['b']['default']), (['b'], '10'))
        f.c = self.interact.controls.slider(1, 5, 1)
        del f.b
        self.assertEqual([name for name in dir(f) if name != 'changed'], ['a', 'c'])
        with self.assertRaisesRegex(AttributeError, "no control 'b'; it has a, c"):
            f.b
        self.assertEqual([self.salvus.sent[-1]['amend'], self.salvus.sent[-1]['cell']], [self.id(), 'cell'])

    def test_update(self) -> None:
        """[I-1] update_args and auto_update say what runs the function; the rest waits for it"""
        @self.interact(update_args=['b'])
        def f(a=1, b=2):
            self.seen.append((a, b, self.interact.changed()))
        moved(self.interact, self.id(), a='5')
        self.assertEqual(len(self.seen), 1)
        moved(self.interact, self.id(), b='6')
        self.assertEqual(self.seen[1:], [(5, 6, ['a', 'b'])])
        self.salvus.sent.clear()

        @self.interact(auto_update=False)
        def g(a=1):
            self.seen.append(a)
        self.assertEqual([control['label'] for control in described(self.salvus)['controls']], ['a', 'Update'])
        moved(self.interact, self.id(), a='9')
        moved(self.interact, self.id(), auto_update=None)
        self.assertEqual(self.seen[-2:], [1, 9])

    def test_wrong_input(self) -> None:
        """[I-1] what cannot be understood is told beside its box, and the function does not run"""
        @self.interact
        def f(a=1):
            self.seen.append(a)
        moved(self.interact, self.id(), a='1/0')
        told = described(self.salvus)['by_name']['a']
        self.assertEqual((self.seen, told['default'], told['error']), ([1], '1/0', 'division by zero'))
        moved(self.interact, self.id(), a='2')
        self.assertEqual((self.seen, 'error' in described(self.salvus)['by_name']['a']), ([1, 2], False))

    def test_roles(self) -> None:
        """[P-5] what somebody types who may not edit is never evaluated as code; an editor's is"""
        @self.interact
        def f(a=1):
            self.seen.append(a)
        moved(self.interact, self.id(), trusted=False, a='secret + 1')
        moved(self.interact, self.id(), trusted=False, a='__import__("os").getpid()')
        self.assertNotIn(43, self.seen)
        self.assertIn('is not a formula', described(self.salvus)['by_name']['a']['error'])
        moved(self.interact, self.id(), a='secret + 1')
        self.assertEqual(self.seen[-1], 43)

    def test_error(self) -> None:
        """[I-1] an error of the function is reported within its group, which is closed all the same"""
        @self.interact
        def f(a=(0, 3, 1)):
            return 1 // (1 - a)
        moved(self.interact, self.id(), a=1)
        self.assertEqual(([type(error) for error in self.salvus.errors], next(iter(self.salvus.sent[-1]))), ([ZeroDivisionError], 'close'))

    def test_nested(self) -> None:
        """[I-1] an interact within another lives as long as the run that made it"""
        @self.interact
        def outer(n=(1, 3, 1)):
            @self.interact
            def inner(m=(0, 5, 1)):
                self.seen.append((n, m))
        first = [message['open'] for message in self.salvus.sent if 'open' in message]
        moved(self.interact, first[1], m=2)
        moved(self.interact, first[0], n=1)
        self.assertEqual(self.seen, [(1, 0), (1, 2), (2, 0)])
        with self.assertRaises(Gone):
            moved(self.interact, first[1], m=3)

    def test_many(self) -> None:
        """[I-1] several in one cell are independent; a new run of the cell ends those of the run before"""
        for name in 'ab':
            self.interact(lambda v=(0, 5, 1), name=(name, ['x']): self.seen.append((v,)))
        first, second = [message['open'] for message in self.salvus.sent if 'open' in message]
        moved(self.interact, second, v=3)
        self.assertEqual(self.seen, [(0,), (0,), (3,)])
        self.salvus.runs += 1
        self.interact(lambda v=1: None)
        with self.assertRaises(Gone):
            moved(self.interact, first, v=1)

    def test_kept(self) -> None:
        """[I-4] a run that is to keep values takes up those of the same controls, and never evaluates them as code"""
        def f(a=(0, 10, 1), b='text', c=1):
            self.seen.append((a, b, c))
        self.interact(f)
        moved(self.interact, self.id(), a=4, b='other', c='2*3')
        self.salvus.kept = [{}, {'interact': 'no'}, *[message for message in self.salvus.sent if 'open' in message][-1:]]
        self.salvus.runs += 1
        self.interact(f)
        self.assertEqual(self.seen[-1], (4, 'other', 6))
        self.assertEqual(described(self.salvus)['by_name']['a']['by'], 'Ada')
        told = described(self.salvus)
        told['by_name']['c']['default'] = 'secret'
        told['by_name']['a']['default'] = 99
        self.salvus.kept = [{'interact': told}]
        self.interact(f)
        self.assertEqual((self.seen[-1][:2], str(self.seen[-1][2])), ((0, 'other'), 'secret'))
        self.interact(lambda a=(0, 10, 1), b='text', c=True: self.seen.append(a))
        self.assertEqual(self.seen[-1], 0)

    def test_alone(self) -> None:
        """[I-4] who looks alone changes nothing for the others"""
        @self.interact
        def f(a=(0, 10, 1)):
            self.seen.append(a)
        self.interact.handle({'interact': self.id(), 'apart': 'bob', 'values': {'a': {'value': 8, 'by': 'Bob'}}})
        self.assertEqual((self.seen, f.a), ([0, 8], 0))

    def test_parameters(self) -> None:
        """[I-1] a parameter without a default has a box; readonly controls take nothing from the page"""
        readonly = self.interact.controls.checkbox(True, readonly=True)
        self.interact(lambda a, b=readonly: self.seen.append((a, b)))
        moved(self.interact, self.id(), b=False)
        moved(self.interact, self.id(), a='4')
        self.assertEqual(self.seen, [(None, True), (4, True)])
