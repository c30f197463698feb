"""What only SageMath can show. Without it there is nothing here to run."""

import importlib.util
import shutil

from .harness import KernelTest
from .test_interrupts import InterruptTest as _InterruptTest

if importlib.util.find_spec('sage') is not None:

    class SageTest(KernelTest):

        def test_preparser(self) -> None:
            """[W-12] Sage's syntax works: powers, ranges, rings, functions, factors"""
            self.assertEqual(self.ok('2^3; [1..3]; 5.factor()').stdout, '8\n[1, 2, 3]\n5\n')
            self.assertEqual(self.ok('R.<t> = QQ[]\nf(y) = y^2\nfactor(t^4 - 1), f(3)').stdout, '((t - 1) * (t + 1) * (t^2 + 1), 9)\n')
            self.assertEqual(self.ok('preparser(False)\n2^3').stdout, '1\n')
            self.ok('preparser(True)')

        def test_preparser_in_indented_code(self) -> None:
            """[W-12] Sage's syntax works inside functions, with true lines"""
            self.assertEqual(self.ok('def g(n):\n    S.<u> = ZZ[]\n    return u^n\ng(3)').stdout, 'u^3\n')
            self.assertEqual(self.run_code('def h(a,\n      b=2^2):\n    c = a + \\\n        b\n    return c/0\nh(1)').error['line'], 5)

        def test_after_fork(self) -> None:
            """[W-3] Maxima, GAP, PARI and the interfaces work in a forked session"""
            self.assertEqual(self.ok('integrate(sin(x), x); libgap.eval("Order(SymmetricGroup(4))"); pari("2+2"); maxima("1+1"); gp("3+3")').stdout, '-cos(x)\n24\n4\n2\n6\n')

        def test_interface_modes(self) -> None:
            """[W-6] every interface of Sage is a mode, and %time stacks over it"""
            self.assertEqual(self.ok('%gp 2^5').stdout, '32\n')
            self.assertEqual(self.ok('%maxima\n2^5').stdout.strip(), '32')
            self.assertRegex(self.ok('%time %gp 2+2').stdout, '^4\nCPU time')

        def test_random_seeds(self) -> None:
            """[W-3] each session draws its own random numbers"""
            other = self.zygote.session()
            self.addCleanup(other.close)
            self.assertNotEqual(self.ok('ZZ.random_element(10^50)').stdout, other.run('ZZ.random_element(10^50)').stdout)

        def test_shows(self) -> None:
            """[W-7] matrices, scenes, graphs, animations and Sage's own HTML are shown"""
            self.assertIn('array', self.ok('show(matrix(2, [1, 2, 3, 4]))').of('tex')[0]['tex'])
            self.assertEqual(self.ok('show(ZZ)').of('tex')[0]['tex'], '\\mathbf{Z}')
            self.assertRegex(self.ok('sphere()').of('file')[0]['filename'], r'\.sage3d$')
            self.assertEqual(self.ok("show(sphere(), viewer='tachyon')").of('file')[0]['mime'], 'image/png')
            self.assertEqual(self.ok('show(graphs.PetersenGraph())').of('d3')[0]['viewer'], 'graph')
            self.assertEqual(self.ok('show(graphs.PetersenGraph(), d3=False)').of('file')[0]['mime'], 'image/svg+xml')
            self.assertEqual(self.ok('animate([sin(x + float(k)) for k in [0, 1]], xmin=0, xmax=7, figsize=[2, 1])').of('file')[0]['mime'], 'video/webm' if shutil.which('ffmpeg') else 'image/gif')
            self.assertEqual(self.ok('graphics_array([plot(sin), plot(cos)])').of('file')[0]['mime'], 'image/svg+xml')

        def test_cython(self) -> None:
            """[W-6] %cython compiles and its functions are there"""
            self.ok('%cython\ndef f(int n):\n    return n + 1')
            self.assertEqual(self.ok('f(2)').stdout, '3\n')

        def test_tab(self) -> None:
            """[W-10] completion knows Sage's numbers and objects"""
            answer = self.session.ask(event='complete', id='c', code='ZZ.is_fi', cursor=8)
            self.assertIn('is_field', answer['matches'])
            self.assertIn('factor(', ''.join(self.ok('factor?').of('code')[0]['source'][:7]))

    class SageInterruptTest(_InterruptTest):

        def test_c_code(self) -> None:
            """[W-9] C code of Sage is interrupted: PARI and Maxima"""
            self.interrupted('print("begun")\nfactor(2^997 - 1)')
            self.interrupted('print("begun")\nfactor(2^997 - 1)')
            self.interrupted('print("begun")\nwhile True: integrate(sin(x)^5*exp(x), x)')

del _InterruptTest, KernelTest
