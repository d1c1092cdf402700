"""One PDF a language, fillable and tagged, made from the built site."""
