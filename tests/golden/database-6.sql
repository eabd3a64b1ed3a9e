BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
CREATE TABLE erasures (
	session_id VARCHAR NOT NULL, 
	question_id VARCHAR NOT NULL, 
	PRIMARY KEY (session_id, question_id)
);
INSERT INTO "erasures" VALUES('s','0000000000000000000000000000000c');
INSERT INTO "erasures" VALUES('erased','');
CREATE TABLE events (
	session_id VARCHAR NOT NULL, 
	seq INTEGER NOT NULL, 
	n_in_command INTEGER NOT NULL, 
	at_ms BIGINT NOT NULL, 
	actor VARCHAR NOT NULL, 
	command_id VARCHAR NOT NULL, 
	fingerprint VARCHAR, 
	kind VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	payload VARCHAR NOT NULL, 
	text_of VARCHAR, 
	text VARCHAR, 
	PRIMARY KEY (session_id, seq), 
	FOREIGN KEY(session_id) REFERENCES sessions (session_id)
);
INSERT INTO "events" VALUES('s',1,0,1800000000000,'organiser:','',NULL,'session_opened',3,'{"code":"ABCDEF","title":"Hele vejen","language":"da","rehearsal":false,"run_sheet":{"format":1,"id":"prove","version":"1","languages":["da","en"],"title":{"da":"Prøve","en":"Prøve (en)"},"questions":{"prompt":{"da":"Hvad?","en":"Hvad? (en)"},"max_graphemes":280,"per_participant":10,"moderation":"flagged","others_visible":true,"allowed_names":[]},"buzz":{"prompts":[{"da":"Fortæl","en":"Fortæl (en)"}],"turns":2,"turn_seconds":60,"afterwards":{"da":"To par","en":"To par (en)"},"pairs":true},"pitfalls":[{"id":"en","short":{"da":"en","en":"en"},"title":{"da":"en","en":"en (en)"},"causes":[{"da":"Årsag","en":"Årsag (en)"}],"answer":{"title":{"da":"Svar","en":"Svar (en)"},"points":[{"da":"Punkt","en":"Punkt (en)"}]},"keywords":{},"examples":{}},{"id":"to","short":{"da":"to","en":"to"},"title":{"da":"to","en":"to (en)"},"causes":[{"da":"Årsag","en":"Årsag (en)"}],"answer":{"title":{"da":"Svar","en":"Svar (en)"},"points":[{"da":"Punkt","en":"Punkt (en)"}]},"keywords":{},"examples":{}}],"closing":[{"da":"Slut","en":"Slut (en)"}],"momentum":{"question":{"da":"Hvor?","en":"Hvor? (en)"},"words":[{"id":"a","word":{"da":"a","en":"a (en)"},"points":[]},{"id":"b","word":{"da":"b","en":"b (en)"},"points":[]},{"id":"c","word":{"da":"c","en":"c (en)"},"points":[]}]},"poll":{"question":{"da":"Fik du svar?","en":"Fik du svar? (en)"},"next_question":{"da":"Mere?","en":"Mere? (en)"}},"accent":"#0b5d3b","logo":"data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCAzMCAxMCI+PHBhdGggZD0iTTAgMTAgMTUgMCAzMCAxMFoiIGZpbGw9IiMwYjVkM2IiPjwvcGF0aD48L3N2Zz4=","logo_text":{"da":"Kommunen","en":"The council"},"alone":{"prompt":{"da":"Tænk","en":"Tænk (en)"},"seconds":30}},"date":"2030-05-02","place":"Vejle","expected":40,"subtitle":null,"occasion":null}',NULL,NULL);
INSERT INTO "events" VALUES('s',2,0,1800000000001,'participant:anna','00000000000000000000000000000001','00000000000000000000000000000001','participant_joined',1,'{"participant":"anna"}',NULL,NULL);
INSERT INTO "events" VALUES('s',3,0,1800000000002,'facilitator:desk','00000000000000000000000000000002','00000000000000000000000000000002','question_asked',1,'{"question_id":"00000000000000000000000000000002","participant":null,"visibility":"shown","why":[],"next":false,"follows":null}','00000000000000000000000000000002','Spurgt i lobby');
INSERT INTO "events" VALUES('s',4,0,1800000000003,'facilitator:desk','00000000000000000000000000000003','00000000000000000000000000000003','step_entered',1,'{"step":"overview"}',NULL,NULL);
INSERT INTO "events" VALUES('s',5,0,1800000000004,'facilitator:desk','00000000000000000000000000000004','00000000000000000000000000000004','question_asked',1,'{"question_id":"00000000000000000000000000000004","participant":null,"visibility":"shown","why":[],"next":false,"follows":null}','00000000000000000000000000000004','Spurgt i overview');
INSERT INTO "events" VALUES('s',6,0,1800000000005,'facilitator:desk','00000000000000000000000000000005','00000000000000000000000000000005','step_entered',1,'{"step":"alone"}',NULL,NULL);
INSERT INTO "events" VALUES('s',7,0,1800000000006,'facilitator:desk','00000000000000000000000000000006','00000000000000000000000000000006','question_asked',1,'{"question_id":"00000000000000000000000000000006","participant":null,"visibility":"shown","why":[],"next":false,"follows":null}','00000000000000000000000000000006','Spurgt i alone');
INSERT INTO "events" VALUES('s',8,0,1800000000007,'facilitator:desk','00000000000000000000000000000007','00000000000000000000000000000007','step_entered',1,'{"step":"buzz"}',NULL,NULL);
INSERT INTO "events" VALUES('s',9,0,1800000000008,'facilitator:desk','00000000000000000000000000000008','00000000000000000000000000000008','question_asked',1,'{"question_id":"00000000000000000000000000000008","participant":null,"visibility":"shown","why":[],"next":false,"follows":null}','00000000000000000000000000000008','Spurgt i buzz');
INSERT INTO "events" VALUES('s',10,0,1800000000009,'facilitator:desk','00000000000000000000000000000009','00000000000000000000000000000009','step_entered',1,'{"step":"collect"}',NULL,NULL);
INSERT INTO "events" VALUES('s',11,1,1800000000009,'facilitator:desk','00000000000000000000000000000009','00000000000000000000000000000009','submissions_opened',1,'{}',NULL,NULL);
INSERT INTO "events" VALUES('s',12,0,1800000000010,'facilitator:desk','0000000000000000000000000000000b','0000000000000000000000000000000b','question_asked',1,'{"question_id":"0000000000000000000000000000000b","participant":null,"visibility":"shown","why":[],"next":false,"follows":null}','0000000000000000000000000000000b','Spurgt i collect');
INSERT INTO "events" VALUES('s',13,0,1800000000011,'participant:anna','0000000000000000000000000000000c',NULL,'question_asked',1,'{"question_id":"0000000000000000000000000000000c","participant":"anna","visibility":"shown","why":[],"next":false,"follows":null}','0000000000000000000000000000000c',NULL);
INSERT INTO "events" VALUES('s',14,0,1800000000012,'participant:anna','0000000000000000000000000000000d','0000000000000000000000000000000d','question_withdrawn',1,'{"question_id":"0000000000000000000000000000000c"}',NULL,NULL);
INSERT INTO "events" VALUES('s',15,0,1800000000013,'facilitator:desk','0000000000000000000000000000000e','0000000000000000000000000000000e','step_entered',1,'{"step":"group"}',NULL,NULL);
INSERT INTO "events" VALUES('s',16,0,1800000000014,'facilitator:desk','0000000000000000000000000000000f','0000000000000000000000000000000f','question_asked',1,'{"question_id":"0000000000000000000000000000000f","participant":null,"visibility":"shown","why":[],"next":false,"follows":null}','0000000000000000000000000000000f','Spurgt i group');
INSERT INTO "events" VALUES('s',17,0,1800000000015,'facilitator:desk','00000000000000000000000000000010','00000000000000000000000000000010','step_entered',1,'{"step":"walk:en"}',NULL,NULL);
INSERT INTO "events" VALUES('s',18,0,1800000000016,'facilitator:desk','00000000000000000000000000000011','00000000000000000000000000000011','question_asked',1,'{"question_id":"00000000000000000000000000000011","participant":null,"visibility":"shown","why":[],"next":false,"follows":null}','00000000000000000000000000000011','Spurgt i walk:en');
INSERT INTO "events" VALUES('s',19,0,1800000000017,'facilitator:desk','00000000000000000000000000000012','00000000000000000000000000000012','step_entered',1,'{"step":"walk:to"}',NULL,NULL);
INSERT INTO "events" VALUES('s',20,0,1800000000018,'facilitator:desk','00000000000000000000000000000013','00000000000000000000000000000013','question_asked',1,'{"question_id":"00000000000000000000000000000013","participant":null,"visibility":"shown","why":[],"next":false,"follows":null}','00000000000000000000000000000013','Spurgt i walk:to');
INSERT INTO "events" VALUES('s',21,0,1800000000019,'facilitator:desk','00000000000000000000000000000014','00000000000000000000000000000014','step_entered',1,'{"step":"summary"}',NULL,NULL);
INSERT INTO "events" VALUES('s',22,0,1800000000020,'facilitator:desk','00000000000000000000000000000015','00000000000000000000000000000015','question_asked',1,'{"question_id":"00000000000000000000000000000015","participant":null,"visibility":"shown","why":[],"next":false,"follows":null}','00000000000000000000000000000015','Spurgt i summary');
INSERT INTO "events" VALUES('s',23,0,1800000000021,'facilitator:desk','00000000000000000000000000000016','00000000000000000000000000000016','step_entered',1,'{"step":"momentum"}',NULL,NULL);
INSERT INTO "events" VALUES('s',24,1,1800000000021,'facilitator:desk','00000000000000000000000000000016','00000000000000000000000000000016','dots_shown',1,'{"shown":true}',NULL,NULL);
INSERT INTO "events" VALUES('s',25,0,1800000000022,'facilitator:desk','00000000000000000000000000000018','00000000000000000000000000000018','question_asked',1,'{"question_id":"00000000000000000000000000000018","participant":null,"visibility":"shown","why":[],"next":false,"follows":null}','00000000000000000000000000000018','Spurgt i momentum');
INSERT INTO "events" VALUES('s',26,0,1800000000023,'facilitator:desk','00000000000000000000000000000019','00000000000000000000000000000019','step_entered',1,'{"step":"poll"}',NULL,NULL);
INSERT INTO "events" VALUES('s',27,1,1800000000023,'facilitator:desk','00000000000000000000000000000019','00000000000000000000000000000019','poll_opened',1,'{}',NULL,NULL);
INSERT INTO "events" VALUES('s',28,0,1800000000024,'facilitator:desk','0000000000000000000000000000001b','0000000000000000000000000000001b','question_asked',1,'{"question_id":"0000000000000000000000000000001b","participant":null,"visibility":"held","why":["next"],"next":true,"follows":null}','0000000000000000000000000000001b','Spurgt i poll');
INSERT INTO "events" VALUES('s',29,0,1800000000025,'facilitator:desk','0000000000000000000000000000001c','0000000000000000000000000000001c','step_entered',1,'{"step":"done"}',NULL,NULL);
INSERT INTO "events" VALUES('s',30,0,1800000000026,'facilitator:desk','0000000000000000000000000000001d','0000000000000000000000000000001d','question_asked',1,'{"question_id":"0000000000000000000000000000001d","participant":null,"visibility":"held","why":["next"],"next":true,"follows":null}','0000000000000000000000000000001d','Spurgt i done');
INSERT INTO "events" VALUES('s',31,0,1800000000027,'facilitator:desk','0000000000000000000000000000001e','0000000000000000000000000000001e','session_ended',1,'{}',NULL,NULL);
CREATE TABLE examples (
	example_id VARCHAR NOT NULL, 
	run_sheet_id VARCHAR NOT NULL, 
	pitfall_id VARCHAR NOT NULL, 
	language VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	kept_at_ms BIGINT NOT NULL, 
	session_id VARCHAR, 
	question_id VARCHAR, 
	PRIMARY KEY (example_id), 
	UNIQUE (session_id, question_id)
);
CREATE TABLE run_sheets (
	run_sheet_id VARCHAR NOT NULL, 
	version_id VARCHAR NOT NULL, 
	saved_at_ms BIGINT NOT NULL, 
	is_current BOOLEAN NOT NULL, 
	text VARCHAR NOT NULL, 
	PRIMARY KEY (run_sheet_id, version_id)
);
CREATE TABLE sessions (
	session_id VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	created_at_ms BIGINT NOT NULL, 
	ended_at_ms BIGINT, 
	retention_days INTEGER NOT NULL, 
	rehearsal BOOLEAN NOT NULL, 
	last_seq INTEGER NOT NULL, 
	PRIMARY KEY (session_id), 
	UNIQUE (code)
);
INSERT INTO "sessions" VALUES('s','ABCDEF','Hele vejen',1800000000000,1800000000027,30,0,31);
CREATE TABLE totals (
	totals_id VARCHAR NOT NULL, 
	run_sheet_id VARCHAR NOT NULL, 
	kept_at_ms BIGINT NOT NULL, 
	content VARCHAR NOT NULL, 
	PRIMARY KEY (totals_id)
);
CREATE TABLE totals_wanted (
	session_id VARCHAR NOT NULL, 
	PRIMARY KEY (session_id)
);
CREATE INDEX ix_examples_run_sheet_id ON examples (run_sheet_id);
CREATE INDEX ix_totals_run_sheet_id ON totals (run_sheet_id);
CREATE INDEX ix_events_text_of ON events (text_of);
COMMIT;
