-- The vector of 4 KB of text takes 5 KB. Out of line it lies in three pieces, found by another index, and
-- checking whether words stand in a row takes 4 µs a text; in the row it takes 1.5. It costs space: a page
-- holds one such vector. Rows written before stay as they are; VACUUM FULL moves them too.
ALTER TABLE dateline.version_search SET (toast_tuple_target = 8160);
