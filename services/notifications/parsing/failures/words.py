"""The words of mail systems that send no report, in lower case, by what they tell.

Each from the system's own source or documentation, or from what it is known to send.
"""

from services.notifications.parsing.phrases import phrases

NOBODY = frozenset(
    phrases(
        """
    mailer-daemon | mailer_daemon | mailerdaemon | mail.delivery.system | mdaemon | mail-daemon
    maildaemon
    post_master | double-bounce
    """
    )
)
"""Local parts of daemons: nobody reads what is sent there."""

SENDERS = frozenset(
    phrases(
        """
    postmaster | bounce | bounces | mmsc
    """
    )
)
"""Local parts that notices come from, and other mail too."""

SUBJECTS = phrases(
    """
    undelivered mail returned | undeliverable | undelivered | failure notice | failed delivery
    delivery failure
    delivery status notification | delivery notification | delivery report | returned mail
    returned message
    mail delivery failed | mail delivery failure | mail delivery error | mail delivery system
    mail delivery problem
    mail could not be delivered | message could not be delivered | message delivery has failed
    mail failure
    delivery has failed | delivery failed | could not send | couldn't be delivered
    could not be delivered
    mail system error | mail error | warning: could not send | warning--could not send
    message status - undeliverable
    there was an error sending your mail | mail not delivered | email delivery failure
    message you sent blocked
    delayed mail | delivery delayed | message delayed | warning: message | mail delivery status
    delivery incomplete
    unzustellbar | nicht zustellbar | unzustellbare nachricht | zustellung fehlgeschlagen
    fehler bei der zustellung
    non remis | échec de la remise | message non distribué | non délivré | no se puede entregar
    no entregado
    error de entrega | mancato recapito | non recapitabile | não foi possível entregar
    falha na entrega
    niet bezorgd | onbestelbaar | kan inte leverera | kunne ikke leveres | ei voitu toimittaa
    nie dostarczono
    niedostarczon | zwrot wiadomości | nedoručitelná | nedoručeno | не доставлено | недоставленное
    невозможно доставить
    не удалось доставить | не вдалося доставити | teslim edilemedi | iletilemedi | 配信できません | 配送できません
    送信できません | エラーメール | メールエラー通知 | 無法傳遞 | 无法投递 | 退信 | 系统退信 | 无法送达 | 배달 실패 | 전송 실패 | 반송 | לא נמסר
    loop alert | are not member | take care of your mail | unable to deliver | unzustellbar:
    mail returned | malformed recipient
    mail failed, returning | errors from | delivery problem | delivery error
    """
)

CERTAIN = phrases(
    """
    your mail sent on: | your mail attempted to be delivered on | did not reach the following recipient
    could not deliver mail to
    hi. this is the qmail-send program | hi. this is the deliver program
    this is the mail system at host | this message was created automatically by mail delivery software
    this message was created automatically by the mail system | this is a permanent error; i've given up
    the following message to < | the following address(es) failed | the original message was received at
    ----- transcript of session follows | ----- the following addresses had permanent fatal errors
    delivery to the following recipient failed permanently | delivery to the following recipients failed
    delivery to the following recipient has been delayed | delivery has failed to these recipients
    your message did not reach some or all of the intended recipients
    your message couldn't be delivered | your message could not be delivered
    your message was not delivered | your message cannot be delivered | your mail could not be delivered
    message could not be delivered | this message could not be delivered | mail could not be delivered
    could not be delivered to | could not be delivered because of | was undeliverable to the following
    unable to deliver message to the following | unable to deliver your message
    we were unable to deliver
    """
)
"""Whole sentences that nobody writes by hand; with an empty Return-Path or a daemon they need no subject."""

STRONG = (
    *CERTAIN,
    *phrases(
        """
    we had trouble delivering your message | sorry, we were unable to deliver
    i was unable to deliver your message | i'm afraid i wasn't able to deliver
    wasn't able to deliver your message | the following recipients returned permanent errors
    a message that you sent could not be delivered | the mail system could not deliver
    could not deliver the message | was rejected by a remote mail server
    the user(s) account is | the following recipients did not receive
    the following recipients haven't received | the following recipients were affected
    the following recipient(s) could not be reached | the following recipient(s) cannot be reached
    recipient address: | technical details of permanent failure | технические подробности
    failure reasons | an error was detected while processing | this message has been rejected by
    error message below: | no valid recipients for this mm | unknown user: | delivery failed
    delivery failure | the message could not be delivered | not listed in
    each of the following recipients was rejected
    the number of messages in recipient's mailbox exceeded | message not delivered
    undeliverable message | undelivered message | could not be sent | was not delivered
    cannot be delivered | not be delivered | you are not a member of this mailing list
    duplicated message-id | konnte nicht zugestellt werden | nicht zugestellt werden
    n'a pas pu être remis | no se pudo entregar | no se ha podido entregar
    non è stato possibile recapitare | não pôde ser entregue | nie może być dostarczona
    nie została dostarczona | nie udało się dostarczyć | не может быть доставлено | не было доставлено
    не доставлено | 送信できませんでした | への送信に失敗しました | 配信できませんでした | 无法投递 | 无法送达 | user unknown | unknown user
    unrouteable address | mailbox unavailable | mailbox full | mailbox is full | no such user
    retry timeout exceeded | undelivered mail | returned to sender | permanent error
    an error occurred while
    there was an error delivering your mail | exceeds allowed size | had delivery errors
    transcript of session follows | failed addresses follow | incorrectly constructed
    invalid user address | undeliverable to | host unknown | host name lookup failure
    connection timed out | remote server returned | error-for: | delivery temporarily suspended
    service unavailable
        """
    ),
)
"""Said of a mail that did not arrive. Counts together with a sender or a subject above."""


DELAYS = phrases(
    """
    will keep trying | still trying | will continue to try | still being retried | will be retried
    has been delayed | is delayed | not yet been delivered | could not send mail for past | (delay)
    no action is required on your part | delivery attempts will continue | delayed mail
    this is a warning message only
    you do not need to resend | delivery incomplete | temporary problem delivering | will retry for
    delivery delayed | message delayed | wird weiterhin versucht | nouvelle tentative | sigue intentando
    status notification: warning | status notification (delay) | does not need to be resent
    """
)
"""The system goes on trying: nothing has failed so far."""

GIVEN_UP = phrases(
    """
    given up | giving up | will no longer | in the queue too long | could not be delivered for
    retry timeout exceeded
    permanent fatal errors | permanent error | failed permanently
    """
)
"""Said with a delay of the past, of what has failed in the end."""

COPY_BELOW = phrases(
    """
    --- below this line is a copy | ------ this is a copy of | --- original message follows
    original message follows
    ----- original message | -------original message | ------- returned message | ----- unsent message
    ----- message header
    ---- unsent message below | --- this is a copy | original message headers | original message:
    --- enclosed is a copy
    message header follows | message headers follow | the header of the original message
    --- undelivered message follows
    returned message follows | here is your message | your original message | ---- original message
    --- forwarded message
    ----- message contents
    **********************************************
    your message follows
    ----- header of the
    this is a copy of your message | ----------- message log | ----- message from
    the body of the message | --- header of
    --------------------------------------------------
    message details:
    --- message header
    begin message headers
    """
)
"""Beginnings of a line below which the mail that failed is repeated."""
