"""Exercises: asking, checking, hints, and a new problem."""

import unittest

from stoa_interact.exercise import Exercise

from .kit import described, moved, session


class ExerciseTest(unittest.TestCase):

    def begin(self, code: str) -> None:
        self.salvus, self.interact = session()
        self.salvus.interact = self.interact
        Exercise(self.salvus, code).show()
        self.id = self.salvus.sent[0]['open']

    def shown(self) -> list:
        return [message['html'] for message in self.salvus.sent if 'html' in message]

    def test_answers(self) -> None:
        """[I-6] an exercise asks, says whether an attempt is right and how many there were, and its answer stays its own"""
        self.begin('title = "Sums"\nquestion = "What is $2+2$?"\nanswer = 4')
        told = described(self.salvus)['by_name']
        self.assertEqual((told['title']['default'], told['question']['default'], told['attempt']['label']), ('<b>Sums</b>', 'What is $2+2$?', 'Your answer'))
        moved(self.interact, self.id, attempt='5')
        moved(self.interact, self.id, trusted=False, attempt='2*2')
        self.assertEqual([text[:9] for text in self.shown()], ['<p><b>Not', '<p><b>Rig'])
        self.assertIn('attempt 2', self.shown()[1])
        self.assertNotIn('answer', self.salvus.namespace)

    def test_check(self) -> None:
        """[I-6] check(attempt) decides and comments, hints come one by one, another problem is made by the same code"""
        self.begin('question = "Q"\nanswer = (7, slider(0, 9, 1))\n'
                   'hints = ["first", "second"]\ndef check(attempt):\n    return attempt == 7, "so it is"')
        moved(self.interact, self.id, hint=None)
        self.assertEqual(self.shown(), ['<p><i>Hint:</i> first</p>'])
        moved(self.interact, self.id, attempt=7)
        self.assertIn('so it is', self.shown()[1])
        moved(self.interact, self.id, another=None)
        told = described(self.salvus)['by_name']
        self.assertEqual((told['attempt']['control_type'], told['attempt']['default']), ('slider', 0))

    def test_missing(self) -> None:
        """[I-6] an exercise without a question says what it lacks"""
        with self.assertRaisesRegex(NameError, 'question is missing'):
            self.begin('answer = 1')
