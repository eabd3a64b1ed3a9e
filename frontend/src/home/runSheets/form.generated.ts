/** What can be set in a run sheet; made by frontend/generate_run_sheet_form.py, do not edit. */

export type FormKey =
  | "id"
  | "title"
  | "subtitle"
  | "occasion"
  | "questions"
  | "questions.prompt"
  | "questions.max_graphemes"
  | "questions.per_participant"
  | "questions.moderation"
  | "questions.others_visible"
  | "questions.allowed_names"
  | "alone"
  | "alone.prompt"
  | "alone.seconds"
  | "buzz"
  | "buzz.prompts"
  | "buzz.turns"
  | "buzz.turn_seconds"
  | "buzz.afterwards"
  | "buzz.pairs"
  | "pitfalls"
  | "pitfalls.id"
  | "pitfalls.short"
  | "pitfalls.title"
  | "pitfalls.causes"
  | "pitfalls.answer"
  | "pitfalls.answer.title"
  | "pitfalls.answer.points"
  | "pitfalls.keywords"
  | "pitfalls.examples"
  | "closing"
  | "momentum"
  | "momentum.question"
  | "momentum.words"
  | "momentum.words.id"
  | "momentum.words.word"
  | "momentum.words.points"
  | "poll"
  | "poll.question"
  | "poll.next_question"
  | "minutes"
  | "notes"
  | "accent"
  | "logo"
  | "logo_text"
  | "version"
  | "languages"
;
export type FormChoice = "all" | "flagged" | "none";

export interface Field {
  key: FormKey;
  kind:
    | "choice"
    | "line"
    | "lines"
    | "number"
    | "numbers_by_step"
    | "switch"
    | "table"
    | "tables"
    | "text"
    | "texts"
    | "texts_by_step"
    | "words"
  ;
  needed: boolean;
  least?: number;
  /** Of a list without a limit, how many fit. */
  most?: number | null;
  usual?: number | boolean | string | null;
  choices?: FormChoice[];
  /** So many characters fit every screen. */
  fits?: number;
  fields?: Field[];
}

export const FORM: Field[] = [
 {
  "key": "id",
  "kind": "line",
  "needed": true
 },
 {
  "key": "title",
  "kind": "text",
  "needed": true,
  "fits": 80
 },
 {
  "key": "subtitle",
  "kind": "text",
  "needed": false,
  "fits": 120
 },
 {
  "key": "occasion",
  "kind": "text",
  "needed": false,
  "fits": 80
 },
 {
  "key": "questions",
  "kind": "table",
  "needed": true,
  "fields": [
   {
    "key": "questions.prompt",
    "kind": "text",
    "needed": true,
    "fits": 80
   },
   {
    "key": "questions.max_graphemes",
    "kind": "number",
    "needed": false,
    "least": 20,
    "most": 1000,
    "usual": 280
   },
   {
    "key": "questions.per_participant",
    "kind": "number",
    "needed": false,
    "least": 1,
    "most": 100,
    "usual": 10
   },
   {
    "key": "questions.moderation",
    "kind": "choice",
    "needed": false,
    "choices": [
     "flagged",
     "all",
     "none"
    ],
    "usual": "flagged"
   },
   {
    "key": "questions.others_visible",
    "kind": "switch",
    "needed": false,
    "usual": true
   },
   {
    "key": "questions.allowed_names",
    "kind": "lines",
    "needed": false
   }
  ]
 },
 {
  "key": "alone",
  "kind": "table",
  "needed": false,
  "fields": [
   {
    "key": "alone.prompt",
    "kind": "text",
    "needed": true,
    "fits": 100
   },
   {
    "key": "alone.seconds",
    "kind": "number",
    "needed": false,
    "least": 10,
    "most": 1800,
    "usual": 60
   }
  ]
 },
 {
  "key": "buzz",
  "kind": "table",
  "needed": true,
  "fields": [
   {
    "key": "buzz.prompts",
    "kind": "texts",
    "needed": true,
    "least": 1,
    "most": 3,
    "fits": 100
   },
   {
    "key": "buzz.turns",
    "kind": "number",
    "needed": false,
    "least": 1,
    "most": 4,
    "usual": 2
   },
   {
    "key": "buzz.turn_seconds",
    "kind": "number",
    "needed": false,
    "least": 10,
    "most": 1800,
    "usual": 180
   },
   {
    "key": "buzz.afterwards",
    "kind": "text",
    "needed": false,
    "fits": 100
   },
   {
    "key": "buzz.pairs",
    "kind": "switch",
    "needed": false,
    "usual": false
   }
  ]
 },
 {
  "key": "pitfalls",
  "kind": "tables",
  "needed": true,
  "least": 1,
  "most": 6,
  "fields": [
   {
    "key": "pitfalls.id",
    "kind": "line",
    "needed": true
   },
   {
    "key": "pitfalls.short",
    "kind": "text",
    "needed": true
   },
   {
    "key": "pitfalls.title",
    "kind": "text",
    "needed": true,
    "fits": 60
   },
   {
    "key": "pitfalls.causes",
    "kind": "texts",
    "needed": true,
    "least": 1,
    "most": 5,
    "fits": 60
   },
   {
    "key": "pitfalls.answer",
    "kind": "table",
    "needed": true,
    "fields": [
     {
      "key": "pitfalls.answer.title",
      "kind": "text",
      "needed": true,
      "fits": 50
     },
     {
      "key": "pitfalls.answer.points",
      "kind": "texts",
      "needed": true,
      "least": 1,
      "most": 5,
      "fits": 60
     }
    ]
   },
   {
    "key": "pitfalls.keywords",
    "kind": "words",
    "needed": false
   },
   {
    "key": "pitfalls.examples",
    "kind": "words",
    "needed": false
   }
  ]
 },
 {
  "key": "closing",
  "kind": "texts",
  "needed": true,
  "least": 1,
  "most": 3,
  "fits": 120
 },
 {
  "key": "momentum",
  "kind": "table",
  "needed": false,
  "fields": [
   {
    "key": "momentum.question",
    "kind": "text",
    "needed": true,
    "fits": 80
   },
   {
    "key": "momentum.words",
    "kind": "tables",
    "needed": true,
    "least": 3,
    "most": 3,
    "fields": [
     {
      "key": "momentum.words.id",
      "kind": "line",
      "needed": true
     },
     {
      "key": "momentum.words.word",
      "kind": "text",
      "needed": true,
      "fits": 16
     },
     {
      "key": "momentum.words.points",
      "kind": "texts",
      "needed": false,
      "least": 0,
      "most": 5,
      "fits": 60
     }
    ]
   }
  ]
 },
 {
  "key": "poll",
  "kind": "table",
  "needed": true,
  "fields": [
   {
    "key": "poll.question",
    "kind": "text",
    "needed": true,
    "fits": 60
   },
   {
    "key": "poll.next_question",
    "kind": "text",
    "needed": true,
    "fits": 80
   }
  ]
 },
 {
  "key": "minutes",
  "kind": "numbers_by_step",
  "needed": false
 },
 {
  "key": "notes",
  "kind": "texts_by_step",
  "needed": false
 },
 {
  "key": "accent",
  "kind": "line",
  "needed": false
 },
 {
  "key": "logo",
  "kind": "line",
  "needed": false
 },
 {
  "key": "logo_text",
  "kind": "text",
  "needed": false,
  "fits": 80
 },
 {
  "key": "version",
  "kind": "line",
  "needed": false
 },
 {
  "key": "languages",
  "kind": "lines",
  "needed": false
 }
];
