"""Who said what: entities, quotations and their speakers, read off one spaCy parse."""
