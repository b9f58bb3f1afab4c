"""Carbon traced through enterprises, utilities and exchanges to products."""
