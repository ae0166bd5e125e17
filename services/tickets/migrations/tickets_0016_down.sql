DROP TABLE presence;
DROP TABLE drafts;
DROP TABLE canned_replies;
