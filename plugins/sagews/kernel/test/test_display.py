"""Pictures, formulas, tables."""

import hashlib
import json
import os

from .harness import KernelTest


class DisplayTest(KernelTest):

    def picture(self, code: str, mime: str) -> dict:
        result = self.ok(code)
        [message] = result.of('file')
        self.assertEqual(message['mime'], mime)
        self.assertEqual(os.path.dirname(message['path']), self.zygote.spool)
        self.assertEqual(os.path.getsize(message['path']), message['size'])
        return message

    def test_plot(self) -> None:
        """[W-7] a plot as the value of an expression is a picture with size and description"""
        message = self.picture('plot(sin(x), (x, 0, 6))', 'image/svg+xml')
        self.assertTrue(300 < message['width'] < 900 and 200 < message['height'] < 900, message)
        self.assertIn('raphics' if self.sage else 'sin(x)', message['text'])
        with open(message['path']) as file:
            self.assertIn('<svg', file.read(2000))

    def test_figure_is_cut(self) -> None:
        """[W-7] a figure is cut to what it shows: what lies outside of its axes is in the picture, and nothing is empty around it"""
        outside = self.picture("import matplotlib.pyplot as plt\nplt.close('all')\nf = plt.figure(figsize=(3, 2))\na = plt.plot([1, 2], label='beside')\na = plt.legend(bbox_to_anchor=(1.6, 1))\nplt.show()", 'image/svg+xml')
        self.assertGreater(outside['width'], 3.5 * 96)
        within = self.picture("f = plt.figure(figsize=(6, 6))\na = plt.axes((0.4, 0.4, 0.2, 0.2))\na = plt.plot([1, 2])\nplt.show()", 'image/svg+xml')
        self.assertLess(within['width'], 3 * 96)
        laid = self.picture("f = plt.figure(figsize=(3, 2), layout='constrained')\na = plt.plot([1, 2])\nplt.show()", 'image/svg+xml')
        self.assertTrue(2.5 * 96 < laid['width'] < 3.5 * 96, laid)

    def test_plots_are_shown_once(self) -> None:
        """[W-7] a plot that is assigned is not shown, one that is shown appears once"""
        self.assertEqual(self.ok('p = plot(sin(x), (x, 0, 6))').messages, [])
        self.assertEqual(len(self.ok('show(p)').messages), 1)
        self.assertEqual(len(self.ok('show([p, p])').of('file')), 2)

    def test_bitmap(self) -> None:
        """[W-7] svg=False makes a bitmap of the same size on the page"""
        sharp = self.picture('show(plot(sin(x), (x, 0, 6)), svg=False)', 'image/png')
        self.assertTrue(300 < sharp['width'] < 900, sharp)

    def test_heavy_svg(self) -> None:
        """[W-7] an SVG above 1 MB becomes a bitmap"""
        code = 'import matplotlib.pyplot as plt\nimport random\nf, a = plt.subplots()\nr = a.plot([random.random() for i in range(60000)], "o")\nf'
        self.assertLess(self.picture(code, 'image/png')['size'], 1_000_000)

    def test_matplotlib(self) -> None:
        """[W-7] plt.show() shows the open figures and closes them; a figure as value is a picture"""
        self.assertEqual(self.picture('import matplotlib.pyplot as plt\nr = plt.plot([1, 2])\nr = plt.title("Über")\nplt.show()', 'image/svg+xml')['text'], 'Figure: Über')
        self.assertEqual(self.ok('plt.show()').messages, [])
        self.picture('plt.figure()', 'image/svg+xml')

    def test_formulas(self) -> None:
        """[W-7] show() sets mathematics as a formula: expressions, lists, matrices"""
        power = '^' if self.sage else '**'
        [tex] = self.ok(f'show(expand((x + 1){power}50))').of('tex')
        self.assertTrue(tex['display'])
        self.assertIn('x^{50} + 50', tex['tex'].replace(' \\, ', ' ').replace('50 x', '50x'))
        [tex] = self.ok('show([x, 1], display=False)').of('tex')
        self.assertFalse(tex['display'])
        self.assertEqual(len(self.ok('show(x, x + 1)').of('tex')), 2)

    def test_typeset_mode(self) -> None:
        """[W-13] in typeset mode values are formulas, until it is switched off"""
        self.ok('%typeset_mode True')
        self.assertEqual(len(self.ok('x').of('tex')), 1)
        self.ok('typeset_mode(False)')
        self.assertEqual(self.ok('x').stdout, 'x\n')

    def test_plain_objects(self) -> None:
        """[W-7] show() of text and of other objects is text"""
        self.assertEqual(self.ok('show("a<b"); show(print)').stdout, 'a<b\n<built-in function print>\n')

    def test_html(self) -> None:
        """[W-7] html(), html.table() and html.iframe() make HTML; text in tables is escaped"""
        self.assertEqual(self.ok('html("<b>x</b>")').messages, [{'html': '<b>x</b>'}])
        table = self.ok('html.table([["a<b", 2], [x, "c"]], header=["H", "I"])').of('html')[0]
        self.assertIn('<th>H</th>', table)
        self.assertIn('<td>a&lt;b</td>', table)
        self.assertIn('<td>$x$</td>', table)
        self.assertIn('src="https://example.org/?a=1&amp;b=2"', self.ok('html.iframe("https://example.org/?a=1&b=2")').of('html')[0])

    def test_file(self) -> None:
        """[W-7] salvus.file() shows a file of the person's under its own name"""
        message = self.picture(f'with open("{self.zygote.folder}/ä.txt", "w") as f: r = f.write("hi")\nsalvus.file("{self.zygote.folder}/ä.txt")', 'text/plain')
        self.assertEqual((message['filename'], message['size']), ('ä.txt', 2))

    def test_tex(self) -> None:
        """[W-7] salvus.tex() takes LaTeX or an object"""
        self.assertEqual(self.ok('salvus.tex("a^2"); salvus.tex(x, display=True)').of('tex'), [{'tex': 'a^2', 'display': False}, {'tex': 'x', 'display': True}])

    def test_events(self) -> None:
        """[W-7] a picture that hears says which part of the plane it shows where, and which function is called"""
        made = 'plot(x^2, (x, -2, 2), ymin=0, ymax=4)' if self.sage else 'fig'
        if not self.sage:
            self.ok('import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nlines = ax.plot([-2, 2], [0, 4]); plt.close(fig)')
        self.ok('heard = lambda p: print("at", p)\ndef clicked(p): print("clicked", p)')
        message = self.ok(f'show({made}, events={{"click": clicked, "mousemove": heard}})').messages[-1]
        self.assertEqual(message['events']['click'], 'clicked')
        left, top, width, height = message['plane']['box']
        self.assertTrue(0 <= left < left + width <= 1 and 0 <= top < top + height <= 1, message['plane'])
        self.assertTrue(message['plane']['x'][0] <= -2 and message['plane']['x'][1] >= 2)
        self.assertEqual(self.ok(f'{message["events"]["mousemove"]}((1, 2))').stdout, 'at (1, 2)\n')
        self.assertIn('no event of a picture', self.run_code(f'show({made}, events={{"scroll": heard}})').error['message'])

    def test_options(self) -> None:
        """[W-7] show takes the options of every kind for every kind, and width and height say how large a picture is shown"""
        every = 'renderer="canvas", viewer="threejs", spin=True, background="white", foreground="black", gif=False, delay=20, svg=True, d3=True, display=True'
        if self.sage:
            flat = self.ok(f'show(plot(sin, (0, 1)), width=300, frame=True, aspect_ratio=1, {every})').messages[-1]['file']
            self.assertEqual(flat['width'], 300)
            scene = self.ok(f'show(sphere(), width=300, height=200, frame=False, aspect_ratio=1, {every})').messages[-1]['file']
            with open(scene['path']) as file:
                options = json.load(file)['options']
            self.assertEqual([options[name] for name in ('width', 'height', 'spin', 'background', 'frame')], [300, 200, True, 'white', False])
            self.assertIn('d3', self.ok(f'show(graphs.PetersenGraph(), {every})').messages[-1])
            film = self.ok('show(animate([plot(sin(x + k), (x, 0, 6)) for k in range(2)]), delay=10, gif=True, width=200)').messages[-1]['file']
            self.assertEqual((film['mime'], film['width']), ('image/gif', 200))
        else:
            shown = self.ok(f'import matplotlib.pyplot as plt\nfig = plt.figure()\naxes = fig.add_subplot()\nplt.close(fig)\nshow(fig, height=100, {every})')
            self.assertEqual(shown.messages[-1]['file']['height'], 100)
        self.assertEqual(self.ok(f'show("text", 5 if False else "more", {every})').stdout, 'text\nmore\n')

    def test_kept(self) -> None:
        """[W-7] a file that is not shown has an address for HTML; one to be fetched is a link"""
        self.ok('with open("a.csv", "w") as file: n = file.write("1,2")')
        result = self.ok('url = salvus.file("a.csv", show=False)\nsalvus.html(f"<a href={url.url}>data</a>")\nprint(url.ttl)')
        digest = hashlib.sha256(b'1,2').hexdigest()
        self.assertEqual((result.messages[0]['file']['hidden'], result.of('html'), result.stdout), (True, [f'<a href=blobs/{digest}/a.csv>data</a>'], '86400\n'))
        message = self.ok('salvus.file("a.csv", download=True, once=True, text="the data")').messages[-1]
        self.assertEqual((message['once'], message['file']['show'], message['file']['text']), (True, False, 'the data'))
