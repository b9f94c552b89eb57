"""Topics: YAML files of terms and examples -> tags that show the words that prove them."""

from nlp.topic.evidence import Hit, Miss, Reading
from nlp.topic.explain import Explanation, Reason, TopicExplanation, explain
from nlp.topic.files import (
    FOLDER,
    UnknownTopic,
    get_topic,
    load_topic,
    load_topics,
    topic_files,
)
from nlp.topic.lint import check_topic, unused_terms
from nlp.topic.matcher import Matcher, get_matcher, tag_text
from nlp.topic.schema import Example, Topic, schema
from nlp.topic.terms import TermError

__all__ = [
    "FOLDER",
    "Example",
    "Explanation",
    "Hit",
    "Matcher",
    "Miss",
    "Reading",
    "Reason",
    "TermError",
    "Topic",
    "TopicExplanation",
    "UnknownTopic",
    "check_topic",
    "explain",
    "get_matcher",
    "get_topic",
    "load_topic",
    "load_topics",
    "schema",
    "tag_text",
    "topic_files",
    "unused_terms",
]
