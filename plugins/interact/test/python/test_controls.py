"""The nine controls: their defaults, what they give the function, what they take from the page."""

import unittest

from stoa_interact.control import Control, register, registered

from .kit import HAS_SAGE, session

NINE = ('button', 'checkbox', 'color_selector', 'input_box', 'input_grid', 'range_slider', 'selector', 'slider', 'text_control')


def evaluate(text):
    return eval(text, {})


class ControlsTest(unittest.TestCase):

    def test_names(self) -> None:
        """[I-1] interact.controls lists the nine controls, and each can be made through it"""
        _, interact = session()
        self.assertTrue(set(NINE) <= set(dir(interact.controls)))
        self.assertEqual(interact.controls.slider(1, 3, 1).value(), 1)
        with self.assertRaisesRegex(AttributeError, 'slider'):
            interact.controls.knob

    def test_slider(self) -> None:
        """[I-1] a slider has both ends, gives the values themselves, thins out too many, and takes the value nearest to a default"""
        slider = registered()['slider']
        self.assertEqual(slider(1, 4, 1, 3).value(), 3)
        self.assertEqual(slider(0, 1, 0.3).options()['vals'], ['0.0', '0.3', '0.6', '0.9', '1.0'])
        self.assertEqual(slider(['a', 'b', 'c'], default='b').value(), 'b')
        many = slider(0, 100_000, 1)
        self.assertLessEqual(len(many.options()['vals']), 502)
        self.assertEqual((many.options()['vals'][0], many.options()['vals'][-1]), ('0', '100000'))
        even = slider(20, 200)
        self.assertEqual((len(even.options()['vals']) <= 501, even.options()['vals'][0], even.options()['vals'][-1]), (True, '20.0', '200.0'))
        one = slider(0, 10, 1)
        one.receive(7, evaluate)
        self.assertEqual(one.value(), 7)
        for wrong in (11, -1, '3', True, 2.0, None):
            with self.assertRaises(ValueError):
                one.receive(wrong, evaluate)
        with self.assertRaisesRegex(ValueError, 'steps of -1'):
            slider(0, 10, -1)

    def test_range_slider(self) -> None:
        """[I-1] a range slider begins with the whole row and gives a pair, the lesser first"""
        one = registered()['slider'](0, 10, 1, range=True)
        self.assertEqual((one.kind, one.value()), ('range-slider', (0, 10)))
        one.receive([8, 3], evaluate)
        self.assertEqual(one.value(), (3, 8))
        self.assertEqual(registered()['range_slider'](0, 10, 1, default=(2, 4)).value(), (2, 4))
        with self.assertRaises(ValueError):
            one.receive([1], evaluate)

    def test_input_box(self) -> None:
        """[I-1] an input box evaluates, keeps text for str, and converts to any other type"""
        box = registered()['input_box']
        one = box('2+3')
        one.begin(evaluate)
        self.assertEqual((one.wire(), one.value()), ('2+3', 5))
        one.receive('2*4', evaluate)
        self.assertEqual(one.value(), 8)
        text = box('2+3', type=str)
        text.begin(evaluate)
        self.assertEqual(text.value(), '2+3')
        number = box(7, type=float)
        number.begin(evaluate)
        number.receive('1', evaluate)
        self.assertEqual((number.value(), type(number.value())), (1.0, float))
        with self.assertRaises(ZeroDivisionError):
            one.receive('1/0', evaluate)
        self.assertEqual((one.wire(), one.value()), ('1/0', 8))

    def test_selector(self) -> None:
        """[I-1] a selector takes values or pairs with labels, and rows or columns mean buttons"""
        selector = registered()['selector']
        one = selector([(1, 'one'), (2, 'two')], default=2)
        self.assertEqual((one.value(), one.options()['lbls'], one.options()['buttons']), (2, ['one', 'two'], False))
        self.assertTrue(selector([1, 2], ncols=2).options()['buttons'])
        with self.assertRaisesRegex(ValueError, '5 is not one of the values one, two'):
            one.assign(5)
        with self.assertRaises(ValueError):
            selector([])

    def test_others(self) -> None:
        """[I-1] ticks, colours, grids, texts and buttons give what they should and refuse what they are not"""
        kinds = registered()
        tick = kinds['checkbox']()
        tick.receive(False, evaluate)
        self.assertIs(tick.value(), False)
        with self.assertRaises(ValueError):
            tick.receive(1, evaluate)
        colour = kinds['color_selector']('red')
        self.assertEqual(colour.wire(), '#ff0000')
        colour.receive('#00ff00', evaluate)
        self.assertEqual(colour.value().html_color(), '#00ff00')
        with self.assertRaises(ValueError):
            colour.receive('no colour at all', evaluate)
        grid = kinds['input_grid'](2, 2, [[1, 2], ['1+2', 4]], to_value=lambda rows: sum(rows, []))
        grid.begin(evaluate)
        self.assertEqual((grid.wire(), grid.value()), (['1', '2', '1+2', '4'], [1, 2, 3, 4]))
        grid.receive(['5', '6', '7', '2*4'], evaluate)
        self.assertEqual(grid.value(), [5, 6, 7, 8])
        with self.assertRaisesRegex(ValueError, '4 entries, not 3'):
            kinds['input_grid'](2, 2, [1, 2, 3])
        self.assertEqual(kinds['input_grid'](1, 2).value(), [[0, 0]])
        press = kinds['button']('value', label='Press')
        press.receive(None, evaluate)
        self.assertEqual((press.value(), press.describe('b')['label']), ('value', 'Press'))
        self.assertEqual(kinds['text_control']('<b>x</b>').wire(), '<b>x</b>')

    def test_own_kind(self) -> None:
        """[I-3] a package adds a control with a class, and nothing else has to know of it"""
        class Dial(Control):
            kind = 'dial'
            at = 0

            def wire(self):
                return self.at

            def value(self):
                return self.at * 10

            def receive(self, sent, evaluate):
                self.at = int(sent)

        register('dial', Dial)
        salvus, interact = session()
        seen = []
        interact(lambda a=interact.controls.dial(): seen.append(a))
        control = salvus.sent[0]['interact']['controls'][0]
        self.assertEqual((control['control_type'], control['default']), ('dial', 0))
        interact.handle({'interact': salvus.sent[0]['open'], 'values': {'a': {'value': 4}}})
        self.assertEqual(seen, [0, 40])

    @unittest.skipUnless(HAS_SAGE, 'needs SageMath')
    def test_sage_values(self) -> None:
        """[I-1] in Sage a slider keeps exact numbers and a grid becomes the matrix it was made from"""
        from sage.all import QQ, ZZ, matrix
        from stoa_interact.automatic import control_for
        one = registered()['slider'](ZZ(0), ZZ(2), QQ(1) / 3)
        self.assertEqual(one.options()['vals'], ['0', '1/3', '2/3', '1', '4/3', '5/3', '2'])
        grid = control_for(matrix(QQ, 2, 2, [1, 2, 3, 4]))
        grid.receive(['1', '0', '0', '1/2'], lambda text: QQ(text))
        self.assertEqual(grid.value(), matrix(QQ, 2, 2, [1, 0, 0, QQ(1) / 2]))
