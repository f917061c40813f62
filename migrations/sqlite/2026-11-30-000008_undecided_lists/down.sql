DROP TABLE undecided_list_parts;
DROP TABLE undecided_lists;
