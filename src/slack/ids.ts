/** The names of everything a person can press, send or type. Never renamed: old messages keep their buttons for years. */
export const ids = {
  command: { ticket: '/ticket', admin: '/ticket-admin' },
  ticket: {
    new: 'ticket.new',
    fromMessage: 'ticket.from_message',
    submit: 'ticket.submit',
    claim: 'ticket.claim',
    comment: 'ticket.comment',
    commentSubmit: 'ticket.comment_submit',
    close: 'ticket.close',
    closeSubmit: 'ticket.close_submit',
  },
  home: { older: 'home.older', newest: 'home.newest' },
  /** Block and action ids of the forms' fields. */
  field: { title: 'title', description: 'description', comment: 'comment' },
  /** Of the message metadata by which a lost post is found again. */
  metadata: 'deskbell_ticket',
} as const;
