DROP TABLE files_to_check;
